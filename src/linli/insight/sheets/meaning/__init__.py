"""What a field asks for, whose it is, what a number counts, and who goes into the table."""
