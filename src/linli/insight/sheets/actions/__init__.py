"""Writes, by what a person means to do."""
