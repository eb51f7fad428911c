"""Shell: the JSON interface at /api/, put together from what the services register."""
