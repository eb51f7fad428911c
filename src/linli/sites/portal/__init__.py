"""Shell: portal."""
