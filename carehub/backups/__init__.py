"""Backups: made while people work, encrypted, looked at before they count, and brought back by one key."""
