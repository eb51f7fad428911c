"""A sheet as cells with their merged areas, addressed as the spreadsheet program does."""

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Any

from linli.kernel.sheet_columns import column_letters, column_number


@dataclasses.dataclass(frozen=True, order=True)
class Area:
    """A cell or a merged area, both corners included, counted from 1; `text` as it stands."""

    top: int
    left: int
    bottom: int
    right: int
    text: str = dataclasses.field(default="", compare=False)

    @property
    def address(self) -> str:
        return f"{column_letters(self.left)}{self.top}"

    @property
    def span(self) -> str:
        """A1 or A1:B2."""
        if (self.top, self.left) == (self.bottom, self.right):
            return self.address
        return f"{self.address}:{column_letters(self.right)}{self.bottom}"

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1


class Grid:
    """All cells of a sheet. `lists`: values that a cell's drop-down list offers;
    `hidden_columns` have no cells here."""

    def __init__(
        self,
        name: str,
        cells: Iterable[tuple[int, int, str]],
        merges: Iterable[tuple[int, int, int, int]] = (),
        *,
        hidden: bool = False,
        hidden_columns: Iterable[int] = (),
        pictures: bool = False,
        lists: Iterable[dict[str, Any]] = (),
    ) -> None:
        self.name = name
        self.hidden = hidden
        self.hidden_columns = set(hidden_columns)
        self.pictures = pictures
        self.lists = list(lists)
        texts = {(row, column): text for row, column, text in cells if text.strip()}
        self._areas: dict[tuple[int, int], Area] = {}
        for top, left, bottom, right in merges:
            self._merge(Area(top, left, bottom, right), texts)
        for (row, column), text in texts.items():
            self._areas.setdefault((row, column), Area(row, column, row, column, text))
        starts = [area for place, area in self._areas.items() if place == (area.top, area.left)]
        self.areas = sorted(starts)
        self.texts = [area for area in self.areas if area.text]
        self.bottom = max((area.bottom for area in self.areas), default=0)
        self.right = max((area.right for area in self.areas), default=0)
        self._rows: dict[int, list[Area]] = {}
        for area in self.texts:
            self._rows.setdefault(area.top, []).append(area)

    def _merge(self, span: Area, texts: dict[tuple[int, int], str]) -> None:
        """Merged areas do not overlap in a sound file; in others the first one counts."""
        places = [
            (row, column)
            for row in range(span.top, span.bottom + 1)
            for column in range(span.left, span.right + 1)
        ]
        if not places or any(place in self._areas for place in places):
            return
        area = dataclasses.replace(span, text=texts.get((span.top, span.left), ""))
        self._areas.update(dict.fromkeys(places, area))

    def at(self, row: int, column: int) -> Area:
        """The area that covers a cell; an empty cell where there is nothing."""
        return self._areas.get((row, column)) or Area(row, column, row, column)

    def choices(self, row: int, column: int) -> tuple[str, ...]:
        """What the drop-down list of a cell offers."""
        for entry in self.lists:
            for part in str(entry["cells"]).split():
                if _covers(part, row, column):
                    return tuple(entry["values"])
        return ()

    def row(self, number: int) -> list[Area]:
        """Areas with text that begin in a row, from left to right."""
        return self._rows.get(number, [])

    def rows(self) -> Iterator[tuple[int, list[Area]]]:
        """Rows that have text."""
        yield from sorted(self._rows.items())


REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")


def _covers(reference: str, row: int, column: int) -> bool:
    match = REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        return False
    left, top, right, bottom = match[1], int(match[2]), match[3] or match[1], match[4] or match[2]
    return top <= row <= int(bottom) and column_number(left) <= column <= column_number(right)
