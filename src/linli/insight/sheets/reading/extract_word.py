"""Read the tables of a Word file and print them as JSON; a program of its own, like `extract.py`.

    python extract_word.py SOURCE [ROWS]

A table becomes a sheet 表1, 表2 …, counted as `filling` does. The lines of text above it, and
below the last, are rows of the sheet as wide as the table, since they say what it is and who fills
it: `paragraphs` tells which row is which paragraph of the text, `above` how many stand on top.
"""

import json
import resource
import sys
import zipfile
from typing import Any

from lxml import etree

MEMORY = 2 * 1024**3
CPU_SECONDS = 60
MAX_TABLES = 30
MAX_ROWS = 1_000
MAX_COLUMNS = 100
MOST_LINES = 12
LONGEST_CELL = 5_000
MAX_PART = 30 * 1024 * 1024
# Twentieths of a point, fifteen of which are a pixel.
PIXEL = 15


def extract(source: str) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(source) as archive:
            if archive.getinfo("word/document.xml").file_size > MAX_PART:
                return {"error": "too_big_inside"}
            content = archive.read("word/document.xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return {"sheets": Document(etree.fromstring(content, parser)).sheets()}
    except MemoryError:
        return {"error": "too_big_inside"}
    except (zipfile.BadZipFile, KeyError, etree.LxmlError, OSError, ValueError):
        return {"error": "broken"}


class Document:
    def __init__(self, root: Any) -> None:
        self.w = f"{{{etree.QName(root).namespace}}}"
        self.body = root.find(f"{self.w}body")
        # As `filling` counts them: nested tables too.
        self.numbers = {table: n for n, table in enumerate(root.iter(f"{self.w}tbl"), start=1)}

    def sheets(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        lines: list[tuple[int, str]] = []
        paragraph = 0
        for block in self.body.iter(f"{self.w}tbl", f"{self.w}p"):
            if self._is_inside(block):
                continue
            if block.tag == f"{self.w}p":
                paragraph += 1
                if text := self._text(block).strip():
                    lines.append((paragraph, text[:LONGEST_CELL]))
            elif len(found) < MAX_TABLES:
                found.append(self._sheet(block, lines[-MOST_LINES:]))
                lines = []
        if found:
            self._add_below(found[-1], lines[:MOST_LINES])
        return found

    def _is_inside(self, element: Any) -> bool:
        kinds = {f"{self.w}tbl", f"{self.w}txbxContent"}
        return any(one.tag in kinds for one in element.iterancestors())

    def _sheet(self, table: Any, lines: list[tuple[int, str]]) -> dict[str, Any]:
        cells, merges, bottom, right = self._cells(table, len(lines))
        sheet: dict[str, Any] = {
            "name": f"表{self.numbers[table]}",
            "hidden": False,
            "hidden_columns": [],
            "cells": cells,
            "merges": merges,
            "lists": [],
            "pictures": False,
            "widths": self._widths(table),
            "above": len(lines),
            "paragraphs": {},
            "bottom": bottom,
            "right": right,
        }
        for row, (number, text) in enumerate(lines, start=1):
            self._add_line(sheet, row, number, text)
        return sheet

    def _add_below(self, sheet: dict[str, Any], lines: list[tuple[int, str]]) -> None:
        for row, (number, text) in enumerate(lines, start=sheet["bottom"] + 1):
            self._add_line(sheet, row, number, text)

    def _add_line(self, sheet: dict[str, Any], row: int, number: int, text: str) -> None:
        sheet["cells"].append([row, 1, text])
        if sheet["right"] > 1:
            sheet["merges"].append([row, 1, row, sheet["right"]])
        sheet["paragraphs"][str(row)] = f"A{number}"

    def _cells(self, table: Any, above: int) -> tuple[list[Any], list[list[int]], int, int]:
        """Cells with text, merged areas, the last row and the last column."""
        cells: list[Any] = []
        areas: dict[tuple[int, int], list[int]] = {}
        open_areas: dict[int, list[int]] = {}
        right, row = 1, above
        for element in self._own(table, "tr", "tbl")[:MAX_ROWS]:
            row += 1
            column = 1 + self._number(element, "trPr/gridBefore")
            for cell in self._own(element, "tc", "tr"):
                last = min(column + (self._number(cell, "tcPr/gridSpan") or 1) - 1, MAX_COLUMNS)
                merge = cell.find(f"{self.w}tcPr/{self.w}vMerge")
                goes_on = merge is not None and merge.get(f"{self.w}val") != "restart"
                if goes_on and column in open_areas:
                    open_areas[column][2] = row
                else:
                    area = areas[row, column] = [row, column, row, last]
                    open_areas[column] = area
                    if text := self._cell_text(cell):
                        cells.append([row, column, text[:LONGEST_CELL]])
                right = max(right, last)
                column = last + 1
                if column > MAX_COLUMNS:
                    break
        merges = [area for area in areas.values() if area[:2] != area[2:]]
        return cells, merges, row, right

    def _own(self, element: Any, tag: str, owner: str) -> list[Any]:
        """Rows or cells, in content controls too, but not those of a table inside."""
        return [
            one
            for one in element.iter(f"{self.w}{tag}")
            if next(one.iterancestors(f"{self.w}{owner}"), None) is element
        ]

    def _number(self, element: Any, path: str) -> int:
        one = element.find("/".join(f"{self.w}{part}" for part in path.split("/")))
        text = "" if one is None else one.get(f"{self.w}val", "")
        return min(int(text), MAX_COLUMNS) if text.isdigit() else 0

    def _cell_text(self, cell: Any) -> str:
        own = (
            one
            for one in cell.iter(f"{self.w}p")
            if next(one.iterancestors(f"{self.w}tc"), None) is cell
        )
        return "\n".join(map(self._text, own)).strip()

    def _text(self, paragraph: Any) -> str:
        return "".join(one.text or "" for one in paragraph.iter(f"{self.w}t"))

    def _widths(self, table: Any) -> list[int]:
        columns = table.findall(f"{self.w}tblGrid/{self.w}gridCol")[:MAX_COLUMNS]
        widths = [one.get(f"{self.w}w", "") for one in columns]
        return [round(int(width) / PIXEL) if width.isdigit() else 0 for width in widths]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.argv[2:]:
        MAX_ROWS = int(sys.argv[2])
    print(json.dumps(extract(sys.argv[1])))  # noqa: T201 - its answer
