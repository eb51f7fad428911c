"""What can be done with accounts, roles and assignments, and at the door."""
