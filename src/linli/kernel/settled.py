"""What is read with every request and seldom changes: each process keeps it until it changes.

    RULES = Settled(read_rules)                  # RULES.get() reads once, and again after a change
    PLACES = Settled(read_place, most=5000)      # PLACES.get(5) keeps one for each key
    UNITS = SettledRows(Unit.objects.all())      # UNITS.in_bulk({5, 7}) keeps rows by their id

What `read` asks must be in watched tables (`settled_operations.WatchTable`, in a migration): the
database itself puts a fresh random mark into `linli_settled` with each change of one of them. So
all processes see it as soon as it is committed, whoever wrote it, and nothing that writes has to
think of it. A mark never comes back for other rows, whether a transaction is rolled back or a
backup restored.

Inside a transaction everything is read anew: it sees what it has written itself. What is kept is
shared by all requests of the process; nobody changes it.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=Model)

TABLE = "linli_settled"
_UNREAD: Any = object()
# The marks that were seen since `one_look` began: none, or one.
_look: ContextVar[list[str] | None] = ContextVar("settled_look", default=None)


class _Keeper(Generic[T]):
    """What is kept under the present mark, at most so many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: tuple[str, dict[Hashable, T]] = ("", {})

    def kept(self) -> dict[Hashable, T]:
        """Asks for the mark; to be called before rows are read: what changes in between is read
        again the next time. Another thread may empty it at any time: no look before the leap."""
        mark = _mark()
        known, kept = self._kept
        if known != mark:
            kept = {}
            self._kept = (mark, kept)
        return kept

    def keep(self, kept: dict[Hashable, T], new: dict[Hashable, T]) -> None:
        if len(kept) + len(new) > self.most:
            kept.clear()
        kept.update(new)


class Settled(_Keeper[T]):
    """Keeps what `read` answers to each key, at most so many, while nothing watched changes."""

    def __init__(self, read: Callable[..., T], *, most: int = 1) -> None:
        super().__init__(most)
        self.read = read

    def get(self, *key: Hashable) -> T:
        """What `read(*key)` answers now, or has answered since the last change."""
        if connection.in_atomic_block:
            return self.read(*key)
        kept = self.kept()
        try:
            return kept[key]
        except KeyError:
            value = self.read(*key)
        self.keep(kept, {key: value})
        return value


class SettledRows(_Keeper[M | None]):
    """Keeps rows of a watched table by their id; those that are missing are read together."""

    def __init__(self, rows: QuerySet[M], *, most: int = 2000) -> None:
        super().__init__(most)
        self.rows = rows

    def in_bulk(self, ids: Collection[int]) -> dict[int, M]:
        """As a queryset's: the rows that are there, by id."""
        if connection.in_atomic_block:
            return self.rows.in_bulk(ids)
        kept = self.kept()
        known = {pk: row for pk in ids if (row := kept.get(pk, _UNREAD)) is not _UNREAD}
        if missing := [pk for pk in ids if pk not in known]:
            found = self.rows.in_bulk(missing)
            new: dict[Hashable, M | None] = {pk: found.get(pk) for pk in missing}
            self.keep(kept, new)
            known |= {pk: found.get(pk) for pk in missing}
        return {pk: row for pk, row in known.items() if row is not None}


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
