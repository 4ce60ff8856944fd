"""Brings the lists that a center already has into CareHub: read, map, clean, match, check, commit."""
