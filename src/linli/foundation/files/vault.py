"""Files full of personal data, encrypted in the store with a key of their record's own.

The key (`secret`) lies in the record under the site's keys: changing those (`linli keys rotate`)
reaches it, whoever has the store alone reads nothing, and a record that is deleted leaves nothing
readable behind.
"""

from typing import Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from linli.kernel.crypto import Key, Keyring


class Owner(Protocol):
    """A record with a key for its files."""

    pk: int
    secret: str | None


class Vault:
    """The files of one kind of record. `label` is part of what is authenticated: it stays."""

    def __init__(self, folder: str, label: str) -> None:
        self.folder, self.label = folder, label

    def new_secret(self) -> str:
        """A key for one record."""
        return str(Key.generate(self.label.rpartition(".")[2]))

    def keep(self, owner: Owner, part: str, content: bytes) -> None:
        """Store a part; one that is there already is replaced."""
        sealed = _key(owner).seal(content, self._context(owner, part))
        self.forget(owner, part)
        default_storage.save(self._name(owner, part), ContentFile(sealed))

    def read(self, owner: Owner, part: str) -> bytes:
        """The part's content. Raises FileNotFoundError when it is gone."""
        with default_storage.open(self._name(owner, part)) as file:
            return _key(owner).open(file.read(), self._context(owner, part))

    def forget(self, owner: Owner, *parts: str) -> None:
        """Delete parts from the store."""
        for part in parts:
            default_storage.delete(self._name(owner, part))

    def _context(self, owner: Owner, part: str) -> bytes:
        return f"{self.label}.{owner.pk}.{part}".encode()

    def _name(self, owner: Owner, part: str) -> str:
        return f"{self.folder}/{owner.pk}.{part}"


def _key(owner: Owner) -> Key:
    return Keyring.parse(owner.secret or "").current
