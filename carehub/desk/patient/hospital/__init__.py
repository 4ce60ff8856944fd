"""Home from hospital: a patient's discharges on the patient page, and all that are open in one list."""
