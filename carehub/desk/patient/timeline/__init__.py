"""Everything that happened around a patient, the newest first; each slice tells its own kind."""
