"""Reads, by what is asked."""
