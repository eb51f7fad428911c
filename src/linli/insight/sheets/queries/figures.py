"""Who is behind the numbers of a filled table, and what changed in them since the last time."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import permissions
from linli.insight.sheets.counting.table import GOOD
from linli.insight.sheets.models import Filling
from linli.insight.sheets.queries import traces
from linli.insight.sheets.writing.trace import FigureTrace
from linli.kernel.counted import SOURCES, Named
from linli.kernel.errors import NotAllowed, NotFound

# Of a number that changed, so many who came and who went are named.
MOST_NAMED = 30


@dataclasses.dataclass(frozen=True)
class Cell:
    """A number as a page shows it, with its place among the numbers of its table."""

    number: int
    text: str
    note: str
    is_gap: bool


@dataclasses.dataclass(frozen=True)
class Row:
    label: str
    cells: Sequence[Cell | None]


class Reader:
    """Reads the figures of a filling for one person. Raises `NotAllowed` for who may not know what
    is counted there."""

    def __init__(self, user: accounts.User, filling: Filling) -> None:
        if not traces.may_look(user, filling):
            raise NotAllowed(permission=permissions.SheetsPermission.FILL)
        self.user, self.filling = user, filling
        self.tables: list[FigureTrace] = traces.trace_of(filling).figures

    def table(self, number: int) -> FigureTrace:
        """A table by its number. `NotFound` where there is none."""
        if not 0 <= number < len(self.tables):
            raise NotFound
        return self.tables[number]

    def rows(self, table: FigureTrace) -> tuple[list[str], list[Row]]:
        """The labels of the columns, and the rows below them, in the order of the form."""
        columns = list(dict.fromkeys(cell["column"] for cell in table.cells))
        found: dict[str, dict[str, Cell]] = {}
        for number, cell in enumerate(table.cells):
            shown = Cell(number, cell["text"], cell["note"], cell["mark"] != GOOD)
            found.setdefault(cell["row"], {})[cell["column"]] = shown
        rows = [Row(label, [own.get(c) for c in columns]) for label, own in found.items()]
        return columns, rows

    def cell(self, table: FigureTrace, number: int) -> dict[str, Any]:
        """One number of a table. `NotFound` where there is none."""
        if not 0 <= number < len(table.cells):
            raise NotFound
        return table.cells[number]

    def named(self, table: FigureTrace, ids: Sequence[int]) -> Sequence[Named]:
        """Who some of those behind a number are, as far as this person may see them."""
        return SOURCES[table.source].named(self.user, ids)


@dataclasses.dataclass(frozen=True)
class Change:
    """A number that differs: what stood there, what stands there now, who came and who went;
    `more`: others that are not named."""

    row: str
    column: str
    old: str
    new: str
    added: Sequence[Named]
    left: Sequence[Named]
    more: int


def changes(now: Reader, then: Reader) -> list[Change]:
    """The numbers that differ between two fillings of one form."""
    before = {table.name: table for table in then.tables}
    found = []
    for table in now.tables:
        other = before.get(table.name)
        if other is not None and other.source == table.source:
            found += _changed(now, table, other)
    return found


def _changed(now: Reader, table: FigureTrace, other: FigureTrace) -> list[Change]:
    known: Mapping[tuple[str, str], dict[str, Any]] = {
        (cell["row"], cell["column"]): cell for cell in other.cells
    }
    found = []
    for cell in table.cells:
        old = known.get((cell["row"], cell["column"]))
        if old is None:
            continue
        here, there = table.people(cell), other.people(old)
        if old["text"] == cell["text"] and set(here) == set(there):
            continue
        added, left = sorted(set(here) - set(there)), sorted(set(there) - set(here))
        found.append(
            Change(
                cell["row"],
                cell["column"],
                old["text"],
                cell["text"],
                now.named(table, added[:MOST_NAMED]),
                now.named(table, left[:MOST_NAMED]),
                max(len(added) - MOST_NAMED, 0) + max(len(left) - MOST_NAMED, 0),
            )
        )
    return found
