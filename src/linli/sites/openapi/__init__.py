"""Shell: openapi."""
