"""What every ring may use: no tables, nothing about communities; Django and libraries only."""
