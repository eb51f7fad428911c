"""The files of a run, encrypted in the file store."""

from linli.foundation.files.public import Vault

# The file as it came, and its rows as `reading` gives them.
SOURCE = "source"
ROWS = "rows"

VAULT = Vault("imports", "imports.run")
new_secret, keep, read, forget = VAULT.new_secret, VAULT.keep, VAULT.read, VAULT.forget
