"""Who is who: organisations and residents."""
