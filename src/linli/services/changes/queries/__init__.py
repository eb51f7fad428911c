"""What is read of follow-ups and rules."""
