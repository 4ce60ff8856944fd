"""The documents part of the patient page."""
