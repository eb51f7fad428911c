"""Shells: the staff desk, the residents' portal and the open interfaces. No tables."""
