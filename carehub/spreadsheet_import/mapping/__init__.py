"""Which column of a file holds which field, and why we think so."""
