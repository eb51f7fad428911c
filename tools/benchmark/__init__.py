"""What `make bench` is made of: the data, and the measures.

`site` runs inside one database's process and calls the others: `fill` writes the data, `pages`
measures what staff open, `works` what runs in one go, `load` the real server under many visitors.
"""
