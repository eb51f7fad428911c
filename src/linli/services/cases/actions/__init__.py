"""Writes: one function per intention of a worker or resident, by noun."""
