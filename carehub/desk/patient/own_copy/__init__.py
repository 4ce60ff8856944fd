"""Everything that CareHub holds about a patient, as the patient's own copy: on paper, and as a file."""
