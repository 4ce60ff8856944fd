"""The contacts part of the patient page: who was tried, and how often one checks in."""
