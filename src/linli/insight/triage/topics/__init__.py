"""Many messages, one matter: finds what is written about by several people (docs/adr/0019).

Pure functions on plain messages; only what a site keeps of them needs a database.

Words: *message* what one person wrote once; *gram* two neighbouring signs of Chinese, or one word
of letters and digits, as a number; *matter* what a message is about, apart from where; *name* a
place or firm that it mentions; *topic* the messages of one matter at one place; *heat* how much a
topic deserves a look, by a formula that is data.
"""
