"""Minutes of care management by patient, month and program: for the biller to check."""
