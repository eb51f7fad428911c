"""Blank tables filled in exactly the layout they came in; pure, without database or settings."""
