"""The access part of the patient page: who may see the patient, and who looked."""
