"""Where each cell of a filled table comes from, kept beside it; compact, since there are many.

One `SheetTrace` for each sheet: the people in their rows, the fields in their columns, for each
cell the text, a mark (see `cells`) and the number of who says so.
"""

import dataclasses
import gzip
import json
from typing import Any

from linli.insight.sheets.counting.tally import places


@dataclasses.dataclass
class SheetTrace:
    """`values`, `marks` and `words` are by row, then by field; `first_row` is where the first
    person stands in the filled file."""

    name: str
    kind: str
    keys: list[str]
    people: list[int] = dataclasses.field(default_factory=list)
    names: list[str] = dataclasses.field(default_factory=list)
    values: list[list[str]] = dataclasses.field(default_factory=list)
    marks: list[str] = dataclasses.field(default_factory=list)
    words: list[list[int]] = dataclasses.field(default_factory=list)
    first_row: int = 0
    # Single cells above and below a list: key → text.
    heads: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class FigureTrace:
    """A table of figures.

    `who` is counted at all, in words; `ids` of all things that were looked at, `sets` of those
    behind a number as bits (hexadecimal, the first thing lowest); `cells`: `column` and `row` that
    it stands under, `at` the cell where that is known, `text`, `mark`, `set`, in words what it
    counts (`of`) and what is to be said of it (`note`).
    """

    name: str
    source: str
    ids: list[int] = dataclasses.field(default_factory=list)
    sets: list[str] = dataclasses.field(default_factory=list)
    cells: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    who: list[str] = dataclasses.field(default_factory=list)

    def people(self, cell: dict[str, Any]) -> list[int]:
        """Who is behind a number."""
        if cell["set"] is None:
            return []
        return [self.ids[place] for place in places(int(self.sets[cell["set"]], 16))]


@dataclasses.dataclass
class Trace:
    """`sources`: who says so, [source, day, colleague]; the first entry says nothing."""

    sheets: list[SheetTrace] = dataclasses.field(default_factory=list)
    sources: list[list[str]] = dataclasses.field(default_factory=lambda: [["", "", ""]])
    figures: list[FigureTrace] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = {tuple(source): number for number, source in enumerate(self.sources)}

    def number(self, source: str, day: str, by: str) -> int:
        """The number of a source, given once."""
        key = (source, day, by)
        if key not in self._numbers:
            self._numbers[key] = len(self.sources)
            self.sources.append(list(key))
        return self._numbers[key]

    def sheet(self, name: str) -> SheetTrace | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def table(self, name: str) -> FigureTrace | None:
        return next((table for table in self.figures if table.name == name), None)

    def dump(self) -> bytes:
        whole: dict[str, Any] = {
            "sheets": [vars(sheet) for sheet in self.sheets],
            "sources": self.sources,
        }
        whole["figures"] = [vars(table) for table in self.figures]
        # Without the time, which would make two of the same differ.
        return gzip.compress(json.dumps(whole, ensure_ascii=False).encode(), 5, mtime=0)

    @classmethod
    def load(cls, content: bytes) -> "Trace":
        whole: dict[str, Any] = json.loads(gzip.decompress(content))
        return cls(
            [SheetTrace(**sheet) for sheet in whole["sheets"]],
            whole["sources"],
            [FigureTrace(**table) for table in whole.get("figures", ())],
        )
