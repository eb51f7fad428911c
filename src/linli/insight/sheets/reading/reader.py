"""Runs `extract.py` or `extract_word.py` on a file, and gives its sheets as grids."""

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.reading import old_parts
from linli.kernel import apart

PROGRAM = Path(__file__).with_name("extract.py")
WORD_PROGRAM = Path(__file__).with_name("extract_word.py")
SECONDS = 90
# Where a layout is read, and as many lines as a table is filled with and a department adds.
HEAD, WHOLE = 1_000, 70_000


class UnreadableLayout(Exception):
    """`reason`: one of the codes that files to import have sentences for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclasses.dataclass(frozen=True)
class Page:
    """A table of a Word file as a sheet. Rows in `paragraphs` are lines of the text (row → its
    address there), `above` of them on top of the table; `widths` of columns in pixels."""

    grid: Grid
    above: int
    paragraphs: dict[str, str]
    widths: dict[int, int]


class Lines:
    """All that a sheet says, and no more: a list may have many lines."""

    def __init__(self, sheet: dict[str, Any]) -> None:
        self._texts = {(row, column): text for row, column, text in sheet["cells"]}
        self.bottom = max((row for row, _column in self._texts), default=0)
        self._anchors = {
            (row, column): (top, left)
            for top, left, bottom, right in sheet["merges"]
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    def text(self, row: int, column: int) -> str:
        """What stands in a cell; in a merged one, what all of it says."""
        return self._texts.get(self._anchors.get((row, column), (row, column)), "")


@dataclasses.dataclass(frozen=True)
class Whole:
    """A sheet with all its lines; `page`: its head, as blanks are read."""

    page: Page
    lines: Lines


def read_whole(content: bytes, kind: str) -> list[Whole]:
    """The sheets of a workbook, or the tables of a .docx. Raises `UnreadableLayout`."""
    is_word = kind == "docx"
    program, arguments = (WORD_PROGRAM, ()) if is_word else (PROGRAM, (kind,))
    found = []
    for sheet in _run(program, content, *arguments, str(WHOLE)):
        head = sheet | {
            "cells": [one for one in sheet["cells"] if one[0] <= HEAD],
            "merges": [one for one in sheet["merges"] if one[2] <= HEAD],
        }
        page = Page(grid(head), sheet.get("above", 0), {}, {})
        found.append(Whole(page, Lines(sheet)))
    return found


def read(content: bytes, kind: str) -> list[Grid]:
    """The sheets of a workbook of format `kind` (xlsx, xlsb, xls, ods, csv)."""
    sheets = _run(PROGRAM, content, kind)
    if kind == "xls":
        old_parts.add_parts(content, sheets)
    return [grid(sheet) for sheet in sheets]


def read_word(content: bytes) -> list[Page]:
    """The tables of a .docx, each with the lines of text above it. Raises `UnreadableLayout`."""
    return [
        Page(
            grid(sheet),
            sheet["above"],
            sheet["paragraphs"],
            {number: width for number, width in enumerate(sheet["widths"], start=1) if width},
        )
        for sheet in _run(WORD_PROGRAM, content)
    ]


def _run(program: Path, content: bytes, *arguments: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="linli-sheets-") as folder:
        source = Path(folder, "source")
        source.write_bytes(content)
        answer = apart.run(program, str(source), *arguments, seconds=SECONDS)
    if "error" in answer:
        raise UnreadableLayout(answer["error"])
    found: list[dict[str, Any]] = answer["sheets"]
    return found


def grid(sheet: dict[str, Any]) -> Grid:
    return Grid(
        sheet["name"],
        [(row, column, text) for row, column, text in sheet["cells"]],
        [(top, left, bottom, right) for top, left, bottom, right in sheet["merges"]],
        hidden=sheet["hidden"],
        hidden_columns=sheet["hidden_columns"],
        pictures=sheet["pictures"],
        lists=sheet["lists"],
    )
