"""How a sheet looks, as plain data for a page: rows of cells with what they span."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from lxml import etree

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.package import Package
from linli.insight.sheets.filling.workbook import Workbook
from linli.insight.sheets.layout.grid import Area, Grid

MOST_ROWS = 80
MOST_COLUMNS = 100
LONGEST = 200
# Of the rows that are kept for records, so many are drawn.
SAMPLES = 3
# A column's width is counted in characters of seven pixels.
CHARACTER = 7
USUAL = 64
NARROWEST, WIDEST = 30, 320

Drawing = dict[str, Any]


def draw(grid: Grid, widths: dict[int, int], roster: tuple[int, Collection[int]] | None) -> Drawing:
    """`roster`: first row of data and rows below the data, of a list; between them a few empty rows
    stand for all."""
    rows = [row for row in range(1, grid.bottom + 1) if _is_drawn(row, roster)]
    if roster is not None:
        rows = sorted({*rows, *range(roster[0], roster[0] + SAMPLES)})
    right = min(grid.right, MOST_COLUMNS)
    kept = rows[:MOST_ROWS]
    drawn = [widths.get(column, USUAL) for column in range(1, right + 1)]
    return {
        "widths": drawn,
        "rows": [{"number": row, "cells": _cells(grid, row, drawn, kept)} for row in kept],
        "more": len(rows) > len(kept) or grid.right > right,
    }


def _is_drawn(row: int, roster: tuple[int, Collection[int]] | None) -> bool:
    if roster is None:
        return True
    first, below = roster
    return row < first + SAMPLES or row in below


def _cells(
    grid: Grid, row: int, widths: Sequence[int], drawn: Collection[int]
) -> list[dict[str, Any]]:
    """Cells that begin in a row, and the lower parts of those whose first row is not drawn."""
    found = []
    column, right = 1, len(widths)
    while column <= right:
        area = grid.at(row, column)
        last = min(area.right, right)
        if area.top == row and area.left == column:
            height = sum(area.top <= one <= area.bottom for one in drawn)
            reach = _reach(grid, area, widths) if area.width == area.height == 1 else last
            found.append(
                {
                    "at": area.address,
                    "text": area.text[:LONGEST],
                    "across": reach - column + 1,
                    "down": max(height, 1),
                    "runs_on": reach > last,
                }
            )
            last = reach
        column = max(last, column) + 1
    return found


def _reach(grid: Grid, area: Area, widths: Sequence[int]) -> int:
    """The last column over which a long text runs, as long as the cells beside it are empty."""
    line = max(area.text.split("\n"), key=len, default="")
    needed = sum(2 if ord(letter) > 0x2E80 else 1 for letter in line) * CHARACTER
    last, room = area.right, widths[area.left - 1]
    while room < needed and last < len(widths):
        beside = grid.at(area.top, last + 1)
        if beside.text or beside.width > 1 or beside.height > 1:
            break
        last += 1
        room += widths[last - 1]
    # A label of one cell that is a little too long is broken into lines instead.
    return last if needed > 2 * widths[area.left - 1] else area.right


def widths(content: bytes, names: Iterable[str]) -> dict[str, dict[int, int]]:
    """Sheet → column → pixels, of a workbook; nothing where a file does not say."""
    try:
        book = Workbook(Package(content))
        return {name: _widths(book.sheet(name).root) for name in names}
    except (CannotFill, ValueError):
        return {}


def _widths(root: Any) -> dict[int, int]:
    found: dict[int, int] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or etree.QName(element).localname != "col":
            continue
        first, last = int(element.get("min", "1")), int(element.get("max", "1"))
        pixels = round(float(element.get("width", "0")) * CHARACTER)
        if not pixels or element.get("hidden") in {"1", "true"}:
            continue
        for column in range(first, min(last, MOST_COLUMNS) + 1):
            found[column] = min(max(pixels, NARROWEST), WIDEST)
    return found
