"""The files of a run, sealed with a key of the run's own."""

from linli.foundation.files import public as files
from linli.shared.imports.models import Run

# The file as it came, and its rows as `reading` gives them.
SOURCE = "source"
ROWS = "rows"

new_secret = files.sealed.new_secret


def keep(run: Run, part: str, content: bytes) -> None:
    """Store a part; one that is there already is replaced."""
    files.sealed.keep(
        _name(run, part), content, secret=run.secret or "", context=_context(run, part)
    )


def read(run: Run, part: str) -> bytes:
    """The part's content. Raises FileNotFoundError when it is gone."""
    return files.sealed.read(_name(run, part), secret=run.secret or "", context=_context(run, part))


def forget(run: Run, *parts: str) -> None:
    """Delete parts from the store."""
    files.sealed.forget(*(_name(run, part) for part in parts))


def _context(run: Run, part: str) -> str:
    return f"imports.run.{run.pk}.{part}"


def _name(run: Run, part: str) -> str:
    return f"imports/{run.pk}.{part}"
