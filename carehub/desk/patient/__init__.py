"""The patient page: who this is, and everything that is going on."""
