"""Writes, by what they change."""
