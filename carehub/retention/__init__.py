"""How long what is not part of a patient's record is kept, and that it goes after its time."""
