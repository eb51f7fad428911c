"""The files of a filling, encrypted in the file store."""

from linli.foundation.files.public import Vault

# The blank as it came, how it looks, the filled file, and where each of its cells comes from.
SOURCE = "source"
LAYOUT = "layout"
OUTPUT = "output"
TRACE = "trace"

VAULT = Vault("sheets", "sheets.filling")
