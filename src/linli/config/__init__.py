"""Wiring: settings, URLs, server entry points and the `linli` command. Nobody imports it."""
