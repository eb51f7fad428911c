"""Reads, by what they are for."""
