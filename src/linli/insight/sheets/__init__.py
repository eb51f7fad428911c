"""Blank tables that others send: read as people read them, and understood field by field."""
