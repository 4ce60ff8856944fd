"""Emergency access ("break the glass"): one patient, read for an hour, for a reason, reviewed afterwards."""
