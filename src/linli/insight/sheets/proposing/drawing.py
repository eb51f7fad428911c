"""How a sheet looks, as plain data for a page: rows of cells with what they span."""

from collections.abc import Collection, Iterable
from typing import Any

from lxml import etree

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.package import Package
from linli.insight.sheets.filling.workbook import Workbook
from linli.insight.sheets.layout.grid import Grid

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
    return {
        "widths": [widths.get(column, USUAL) for column in range(1, right + 1)],
        "rows": [{"number": row, "cells": _cells(grid, row, right, kept)} for row in kept],
        "more": len(rows) > len(kept) or grid.right > right,
    }


def _is_drawn(row: int, roster: tuple[int, Collection[int]] | None) -> bool:
    if roster is None:
        return True
    first, below = roster
    return row < first + SAMPLES or row in below


def _cells(grid: Grid, row: int, right: int, drawn: Collection[int]) -> list[dict[str, Any]]:
    """Cells that begin in a row, and the lower parts of those whose first row is not drawn."""
    found = []
    column = 1
    while column <= right:
        area = grid.at(row, column)
        if area.top == row and area.left == column:
            height = sum(area.top <= one <= area.bottom for one in drawn)
            found.append(
                {
                    "at": area.address,
                    "text": area.text[:LONGEST],
                    "across": min(area.right, right) - column + 1,
                    "down": max(height, 1),
                }
            )
        column = max(area.right, column) + 1 if area.top <= row else column + 1
    return found


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
