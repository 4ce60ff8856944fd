"""The follow-ups part of the patient page."""
