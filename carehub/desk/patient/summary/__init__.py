"""The summary of a patient, for paper."""
