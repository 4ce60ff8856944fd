"""Reads a file of whatever kind into tables: bytes in, rows with their true numbers out."""
