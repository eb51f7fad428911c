"""Files full of personal data that are kept for some days, encrypted in the file store.

Each has a key of its own, which its owner keeps in the database under the site's keys: changing
those (`linli keys rotate`) reaches it, whoever has the store alone reads nothing, and a row that is
deleted leaves nothing readable behind.

    secret = sealed.new_secret()
    sealed.keep("exports/7", content, secret=secret, context="residents.export.7")
"""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from linli.kernel.crypto import Key, Keyring


def new_secret() -> str:
    """A key for one owner's files."""
    return str(Key.generate("run"))


def keep(name: str, content: bytes, *, secret: str, context: str) -> None:
    """Store a file; one of the same name is replaced. It opens with the same context only."""
    closed = _key(secret).seal(content, context.encode())
    forget(name)
    default_storage.save(name, ContentFile(closed))


def read(name: str, *, secret: str, context: str) -> bytes:
    """The file's content. Raises FileNotFoundError when it is gone."""
    with default_storage.open(name) as file:
        return _key(secret).open(file.read(), context.encode())


def forget(*names: str) -> None:
    """Delete files from the store."""
    for name in names:
        default_storage.delete(name)


def _key(secret: str) -> Key:
    return Keyring.parse(secret).current
