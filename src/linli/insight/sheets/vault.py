"""The files of a filling, sealed with a key of the filling's own."""

from linli.foundation.files import public as files
from linli.insight.sheets.models import Filling, Returned

# The blank as it came, how it looks, the filled file, and where each of its cells comes from.
SOURCE = "source"
LAYOUT = "layout"
OUTPUT = "output"
TRACE = "trace"


def part_of(returned: Returned) -> str:
    """A table that a department gave back, until it is laid beside what was sent."""
    return f"returned.{returned.pk}"


new_secret = files.sealed.new_secret


def keep(filling: Filling, part: str, content: bytes) -> None:
    """Store a part; one that is there already is replaced."""
    files.sealed.keep(
        _name(filling, part),
        content,
        secret=filling.secret or "",
        context=f"sheets.filling.{filling.pk}.{part}",
    )


def read(filling: Filling, part: str) -> bytes:
    """The part's content. Raises FileNotFoundError when it is gone."""
    return files.sealed.read(
        _name(filling, part),
        secret=filling.secret or "",
        context=f"sheets.filling.{filling.pk}.{part}",
    )


def forget(filling: Filling, *parts: str) -> None:
    """Delete parts from the store."""
    files.sealed.forget(*(_name(filling, part) for part in parts))


def _name(filling: Filling, part: str) -> str:
    return f"sheets/{filling.pk}.{part}"
