"""From the register's answers to what stands in the cells, with where each comes from."""
