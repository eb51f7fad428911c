"""Building blocks that several services use."""
