"""Reads across services through sources that they register."""
