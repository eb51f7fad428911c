"""Which categories make one line of the page."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from linli.kernel.settled import Settled
from linli.services.cases import public as cases

# A third level has too few requests a month to say anything, the first is too wide to act on.
LEVEL = 2
# A line of what nobody has put below a category that has some below it, and of what has none.
ITSELF, NONE = "=", ""


@dataclasses.dataclass(frozen=True)
class Shelf:
    """All categories; the way of each up to its first level; what stands at or below each."""

    all: dict[int, cases.Category]
    ways: dict[int, tuple[int, ...]]
    below: dict[int, set[int]]

    @classmethod
    def of(cls, found: Iterable[cases.Category]) -> "Shelf":
        every = {one.pk: one for one in found}
        ways = {pk: tuple(_way(pk, every)) for pk in every}
        below: dict[int, set[int]] = {pk: set() for pk in every}
        for pk, way in ways.items():
            for above in way:
                below[above].add(pk)
        return cls(every, ways, below)


def _way(pk: int | None, every: dict[int, cases.Category]) -> Iterator[int]:
    while pk is not None and pk in every:
        yield pk
        pk = every[pk].parent_id


_SHELF = Settled(lambda: Shelf.of(cases.Category.objects.all()))


def known(*levels: int) -> list[cases.Category]:
    """The categories of these levels that are in use, by name."""
    return [one for one in _SHELF.get().all.values() if one.level in levels and one.active]


def find(pk: int) -> cases.Category | None:
    """A category by its number."""
    return _SHELF.get().all.get(pk)


@dataclasses.dataclass(frozen=True)
class Tree:
    """The categories, parted into lines: those of the second level; where one is `chosen` those
    right below it; with `only` that one is the one line, with all below it."""

    shelf: Shelf
    chosen: int | None = None
    only: int | None = None

    @classmethod
    def read(cls, chosen: int | None = None, only: int | None = None) -> "Tree":
        return cls(_SHELF.get(), chosen, only)

    @property
    def is_whole(self) -> bool:
        """Whether every category is in some line."""
        return self.chosen is None and self.only is None

    def line_of(self, category: int | None) -> str | None:
        """The line in which a category is counted; None when in none."""
        way = self.shelf.ways.get(category, ()) if category is not None else ()
        if self.only is not None:
            return str(self.only) if self.only in way else None
        if self.chosen is not None:
            if self.chosen not in way:
                return None
            way = way[: way.index(self.chosen)]
            # What stands right below the chosen one, or itself.
            return str(way[-1]) if way else ITSELF + str(self.chosen)
        if not way:
            return NONE
        return str(way[-LEVEL]) if len(way) >= LEVEL else ITSELF + str(way[0])

    def below(self, category: int) -> set[int]:
        """A category and all that stands below it."""
        return self.shelf.below.get(category, set())

    def category(self, key: str) -> cases.Category | None:
        """The category that a line is wholly about."""
        return self.shelf.all.get(int(key)) if key.isdigit() else None

    def name(self, key: str) -> str:
        """The category's name as people read it; "" for what has none."""
        found = self.shelf.all.get(int(key.removeprefix(ITSELF))) if key else None
        return found.full_name if found else ""

    def words(self, key: str) -> list[str]:
        """Names and keywords of a line's categories."""
        found = [self.shelf.all[pk] for pk in self.below(int(key))] if key.isdigit() else []
        return [f"{one.name} {one.keywords}" for one in found]

    def condition(self, key: str) -> dict[str, Any]:
        """Narrows rows with a category to those of a line that is wholly about one."""
        return {"category__in": self.below(int(key))}
