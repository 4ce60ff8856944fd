"""The programs of a patient: enrol, record consent, graduate, leave."""
