"""Writes: one function per intention, by noun."""
