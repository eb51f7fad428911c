"""What is read with every request and seldom changes: each process keeps it until it changes.

    RULES = Settled(read_rules)                  # RULES.get() reads once, and again after a change
    PLACES = Settled(read_place, most=5000)      # PLACES.get(5) keeps one for each key

What `read` asks must be in watched tables (`settled_operations.WatchTable`, in a migration): the
database itself puts a fresh random mark into `linli_settled` with each change of one of them. So
all processes see it as soon as it is committed, whoever wrote it, and nothing that writes has to
think of it. A mark never comes back for other rows, whether a transaction is rolled back or a
backup restored.

Inside a transaction everything is read anew: it sees what it has written itself. What is kept is
shared by all requests of the process; nobody changes it.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from django.db import connection

T = TypeVar("T")

TABLE = "linli_settled"
# The marks that were seen since `one_look` began: none, or one.
_look: ContextVar[list[str] | None] = ContextVar("settled_look", default=None)


class Settled(Generic[T]):
    """Keeps what `read` answers to each key, at most so many, while nothing watched changes."""

    def __init__(self, read: Callable[..., T], *, most: int = 1) -> None:
        self.read = read
        self.most = most
        self._kept: tuple[str, dict[tuple[Hashable, ...], T]] = ("", {})

    def get(self, *key: Hashable) -> T:
        """What `read(*key)` answers now, or has answered since the last change."""
        if connection.in_atomic_block:
            return self.read(*key)
        # The mark is read before the rows: rows that change in between are read again next time.
        mark = _mark()
        known, kept = self._kept
        if known != mark:
            kept = {}
            self._kept = (mark, kept)
        # Another thread may empty it at any time: no look before the leap.
        try:
            return kept[key]
        except KeyError:
            value = self.read(*key)
        if len(kept) >= self.most:
            kept.clear()
        kept[key] = value
        return value


@contextmanager
def one_look() -> Iterator[None]:
    """Ask only once within it whether something has changed; for a request that changes nothing
    of what is watched."""
    token = _look.set([])
    try:
        yield
    finally:
        _look.reset(token)


def _mark() -> str:
    seen = _look.get()
    if seen:
        return seen[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mark FROM {TABLE}")  # noqa: S608 - a name of ours
        mark: str = cursor.fetchone()[0]
    if seen is not None:
        seen.append(mark)
    return mark
