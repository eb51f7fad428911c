"""What the community does for its residents; services do not know each other."""
