"""Programs that measure, one module each; `make bench` runs them all. Never part of the tests."""
