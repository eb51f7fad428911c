"""Blank tables of our own with the right answers, drawn as text in `forms/*.txt`.

    == NAME KIND [header=3-4] [first=5] [population=JSON]
    label | label{element} | {element} | < | ^

`<` joins the cell to its left one, `^` to the one above; `{…}` says what the place asks for, `{}`
something that no register knows, `{a,b}` that both are right; `[ignore]` is a place not judged.
"""

import dataclasses
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from linli.insight.sheets.layout.grid import Area, Grid
from linli.kernel.sheet_columns import column_letters

FOLDER = Path(__file__).with_name("forms")
HEAD = re.compile(r"== (\w+) (\w+)(?: header=(\d+)-(\d+))?(?: first=(\d+))?(?: population=(.*))?")


@dataclasses.dataclass
class Sample:
    name: str
    kind: str
    rows: list[list[str]]
    header: list[int] | None
    first: int | None
    population: dict[str, Any] | None

    @property
    def areas(self) -> list[Area]:
        """Merged areas and single cells; their texts still hold the answers."""
        found: list[Area] = []
        for row, cells in enumerate(self.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell not in {"<", "^"}:
                    found.append(self._area(row, column, cell))
        return found

    def _area(self, top: int, left: int, text: str) -> Area:
        right, bottom = left, top
        while self._cell(top, right + 1) == "<":
            right += 1
        while self._cell(bottom + 1, left) == "^":
            bottom += 1
        return Area(top, left, bottom, right, text)

    def _cell(self, row: int, column: int) -> str:
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return ""
        return self.rows[row - 1][column - 1]

    def grid(self, name: str = "Sheet1") -> Grid:
        cells = [(area.top, area.left, plain(area.text)) for area in self.areas]
        merges = [
            (area.top, area.left, area.bottom, area.right)
            for area in self.areas
            if area.width > 1 or area.height > 1
        ]
        return Grid(name, cells, merges)

    def workbook(self) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            page = book.add_worksheet("Sheet1")
            border = book.add_format({"border": 1})
            for area in self.areas:
                text = plain(area.text)
                if area.width > 1 or area.height > 1:
                    page.merge_range(
                        area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, text, border
                    )
                elif text:
                    page.write_string(area.top - 1, area.left - 1, text, border)
        return out.getvalue()

    def gold(self) -> dict[str, Any]:
        fields, ignore = [], []
        for area in self.areas:
            if area.text == "[ignore]":
                ignore.append(area.span)
            elif (answer := re.search(r"\{([^}]*)\}$", area.text)) is not None:
                fields.append(self._field(area, answer[1].split(",")))
        return {
            "file": f"{self.name}.xlsx",
            "sheets": [
                {
                    "sheet": "Sheet1",
                    "kind": self.kind,
                    "header_rows": self.header,
                    "first_data_row": self.first,
                    "fields": fields,
                    "population": self.population,
                    "ignore": ignore,
                }
            ],
        }

    def _field(self, area: Area, elements: list[str]) -> dict[str, Any]:
        inside = self.header and self.header[0] <= area.top <= self.header[1]
        return {
            "value_cell_or_column": column_letters(area.left) if inside else area.address,
            "label_path": [plain(area.text)],
            "element": elements[0] or None,
            "accept": elements[1:],
        }


def plain(text: str) -> str:
    """What stands in the cell."""
    return "" if text == "[ignore]" else re.sub(r"\{[^}]*\}$", "", text)


def samples(folder: Path = FOLDER) -> Iterator[Sample]:
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"\n\s*\n", path.read_text().strip("\n")):
            yield read(block)


def read(block: str) -> Sample:
    head, *lines = block.splitlines()
    match = HEAD.fullmatch(head)
    assert match, head
    name, kind, top, bottom, first, population = match.groups()
    return Sample(
        name,
        kind,
        [[cell.strip(" ") for cell in line.split("|")] for line in lines],
        [int(top), int(bottom)] if top else None,
        int(first) if first else None,
        json.loads(population) if population else None,
    )
