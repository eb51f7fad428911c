"""What is written of follow-ups and rules."""
