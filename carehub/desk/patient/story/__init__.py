"""What matters to the patient, and what is known of the patient: problems, concerns, preferences, alerts."""
