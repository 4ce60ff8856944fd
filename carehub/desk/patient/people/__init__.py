"""The people around a patient: family, helpers, household, care team, and safe contact."""
