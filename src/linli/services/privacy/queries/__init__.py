"""Reads, as far as a person may know."""
