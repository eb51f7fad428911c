"""The files of a run, encrypted in the file store.

Each run has a key of its own, which lies in the database under the site's keys: changing those
(`linli keys rotate`) reaches it, and a run that is deleted leaves nothing readable behind.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from linli.kernel.crypto import Key, Keyring
from linli.shared.imports.models import Run

# The file as it came, and its rows as `reading` gives them.
SOURCE = "source"
ROWS = "rows"


def new_secret() -> str:
    """A key for one run."""
    return str(Key.generate("run"))


def keep(run: Run, part: str, content: bytes) -> None:
    """Store a part; one that is there already is replaced."""
    sealed = _key(run).seal(content, _context(run, part))
    forget(run, part)
    default_storage.save(_name(run, part), ContentFile(sealed))


def read(run: Run, part: str) -> bytes:
    """The part's content. Raises FileNotFoundError when it is gone."""
    with default_storage.open(_name(run, part)) as file:
        return _key(run).open(file.read(), _context(run, part))


def forget(run: Run, *parts: str) -> None:
    """Delete parts from the store."""
    for part in parts:
        default_storage.delete(_name(run, part))


def _key(run: Run) -> Key:
    return Keyring.parse(run.secret or "").current


def _context(run: Run, part: str) -> bytes:
    return f"imports.run.{run.pk}.{part}".encode()


def _name(run: Run, part: str) -> str:
    return f"imports/{run.pk}.{part}"
