"""What a cell means: one module for each kind of value."""
