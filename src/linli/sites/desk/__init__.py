"""Shell: desk."""
