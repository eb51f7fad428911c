"""Finding the header row, and which column is which field. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from linli.shared.imports.cells import CellProblem, line
from linli.shared.imports.reading.reader import Row
from linli.shared.imports.targets import Field

# Titles, notes and units stand above the header; it is not further down than this.
SEARCHED = 30
# The column that we put into a file that goes back; not one of its own.
TO_MEND = "需要修改"

Merges = Sequence[Sequence[Sequence[int]]]


def plain(label: str) -> str:
    """A header as it is compared: without spaces, marks of what is required, and remarks."""
    text = unicodedata.normalize("NFKC", label).lower()
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", text)
    return re.sub(r"[\s*:：_\-—]+", "", text)


def labels(rows: Sequence[Row], header: int, merges: Merges = ()) -> list[str]:
    """The columns' names in row number `header`; a second line of names is joined to the group
    above it (“诉求人” over “姓名” and “电话”)."""
    grid = _filled(rows, header, merges)
    own, above = grid.get(header, []), grid.get(header - 1, [])
    groups = _groups(header - 1, merges)
    found = []
    for column in range(max(len(own), len(above))):
        name = own[column] if column < len(own) else ""
        group = above[column] if column < len(above) else ""
        if column in groups and group and group != name:
            name = f"{group} {name}".strip()
        found.append(name)
    return found


def _groups(row: int, merges: Merges) -> set[int]:
    """Columns whose cell in this row is merged with its neighbour, or with the row below: a title
    over the whole table groups nothing, so there must be more than one such cell."""
    wide = [(first[1], last[1]) for first, last in merges if first[0] <= row - 1 <= last[0]]
    if len(wide) < 2:
        return set()
    return {column for left, right in wide for column in range(left, right + 1)}


def _filled(rows: Sequence[Row], header: int, merges: Merges) -> dict[int, list[str]]:
    """The header row and the one above as text, merged cells repeated."""
    by_number = {row.number: row for row in rows}
    width = max((len(row.cells) for row in rows[:SEARCHED]), default=0)
    grid = {
        number: [_word(by_number[number], column) for column in range(width)]
        if number in by_number
        else [""] * width
        for number in (header - 1, header)
    }
    for (top, left), (bottom, right) in merges:
        anchor = by_number.get(top + 1)
        for number in set(range(top + 1, bottom + 2)) & grid.keys() if anchor else ():
            for column in range(left, min(right + 1, width)):
                grid[number][column] = _word(anchor, left)
    return grid


def _word(row: Row | None, column: int) -> str:
    if row is None or column >= len(row.cells):
        return ""
    try:
        return line(row.cells[column])[:100]
    except CellProblem:
        return ""


def find_header(rows: Sequence[Row], merges: Merges, fields: Iterable[Field]) -> int:
    """The number of the row whose names fit the most fields; without any, the first row that is
    filled in more than one place."""
    fields = list(fields)
    best, best_fit = 0, 0
    for row in rows[:SEARCHED]:
        fit = len(guess(labels(rows, row.number, merges), fields))
        if fit > best_fit:
            best, best_fit = row.number, fit
    if best:
        return best
    several = (row.number for row in rows[:SEARCHED] if sum(c is not None for c in row.cells) > 1)
    return next(several, rows[0].number if rows else 1)


def guess(
    names: Sequence[str], fields: Iterable[Field], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Field → column. `remembered` (field → plain header) goes before the fields' own names.

    The first alias of a field that occurs wins, so aliases stand in the order of their worth.
    """
    columns: dict[str, int] = {}
    for column, name in enumerate(names):
        # A group and its name ("诉求人 电话"), then the name alone.
        for candidate in (plain(name), plain(name.rpartition(" ")[2])):
            if candidate:
                columns.setdefault(candidate, column)
    found: dict[str, int] = {}
    for field in fields:
        words = [(remembered or {}).get(field.name, ""), *map(plain, field.all_names)]
        fitting = [columns[word] for word in words if word in columns]
        if fitting and fitting[0] not in found.values():
            found[field.name] = fitting[0]
    return found


def signature(names: Iterable[str]) -> str:
    """Tells one layout of columns from another: 64 hex digits over the header."""
    content = "\x1f".join(plain(name) for name in names if name != TO_MEND).rstrip("\x1f")
    return hashlib.sha256(content.encode()).hexdigest()


def as_memory(names: Sequence[str], mapping: Mapping[str, int]) -> dict[str, Any]:
    """A mapping as it is remembered: by the columns' names, wherever they stand next time."""
    return {field: plain(names[column]) for field, column in mapping.items()}
