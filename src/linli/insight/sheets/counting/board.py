"""The shape of a table of figures: its labels, and which of them each figure stands under. Pure.

A figure is a cell ("C5"), or, where rows are still to be named, a column ("C") of every row.
"""

import dataclasses
import hashlib
import json
import re
from collections import Counter
from typing import Any

from linli.insight.sheets import matrices
from linli.insight.sheets.counting.reading import AMONG
from linli.insight.sheets.filling.references import parse_address
from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Area, Grid
from linli.insight.sheets.layout.tables import Column, Table, find_table
from linli.insight.sheets.meaning.folding import fold, read_label
from linli.kernel.sheet_columns import column_letters

COLUMN, ROW, SECTION = "column", "row", "section"
SEX = re.compile(r"([男女])(?:性|士)?(?:人数)?")
# What names a row rather than being counted.
KEYS = ("place.", "dwelling.estate", "dwelling.building", "report.")


@dataclasses.dataclass
class Header:
    """`parents`: keys of the labels above it, or to its left; `reads`: the label with its unit;
    `whole`: the row that it may be a part of without saying so (the rows after 其中)."""

    key: str
    at: str
    text: str
    reads: str
    axis: str
    parents: list[str]
    whole: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Figure:
    place: str
    headers: list[str]


@dataclasses.dataclass
class Open:
    """Rows that the form leaves to be named: `keys`: column → element that names a row."""

    first: int
    keys: dict[str, str]
    totals: list[int]


@dataclasses.dataclass
class Board:
    headers: dict[str, Header]
    figures: list[Figure]
    open: Open | None = None


def read(grid: Grid, answer: dict[str, Any]) -> Board | None:
    """The board of a sheet that asks for figures; None where it has no such table."""
    table = find_table(grid)
    if table is None:
        return None
    reader = _Reader(grid, table)
    if answer["orientation"] == "rows":
        return reader.by_place(answer)
    return reader.matrix()


def of_profile(grid: Grid, fields: list[dict[str, Any]]) -> Board:
    """The board of a form about a place, whose numbers stand beside their labels."""
    reader = _Reader(grid, Table(0, 0, []))
    figures = []
    whole: _Whole | None = None
    for one in fields:
        among = bool(AMONG.match(texts.compact(one["label_path"][-1])))
        above, maybe = _around(whole, among=among)
        keys = [*above, *reader.beside(one, above, maybe)]
        if whole is not None and among:
            whole.parted = bool(above)
        else:
            whole = _Whole.after(whole, one["label_path"][-1], keys, 0)
        figures.append(Figure(one["value_cell_or_column"].partition(":")[0], keys))
    return Board(reader.headers, figures)


@dataclasses.dataclass
class _Whole:
    """A label that may be parted by those after it; `parted`: one of them said so (其中); `run`: it
    and those right before it, with their keys; `maybe`: what it may be a part of itself."""

    keys: list[str]
    indent: int
    run: list[tuple[str, list[str]]]
    maybe: list[str]
    parted: bool = False

    @classmethod
    def after(cls, before: "_Whole | None", text: str, keys: list[str], indent: int) -> "_Whole":
        run = before.run if before is not None and not before.parted else []
        return cls(
            keys,
            indent,
            [*run, (texts.compact(text), keys)],
            [] if before is None else before.goes_on,
        )

    @property
    def goes_on(self) -> list[str]:
        """What those after it may be a part of without saying so."""
        return self.keys if self.parted else self.maybe

    def parts(self) -> tuple[list[str], list[str]]:
        """What 其中 after this parts, [] for all that stands above; and what it may part instead.

        After 合计、男、女 it parts the total, which the two make up; after one label it parts that
        one; after several a person has to say.
        """
        *before, (last, keys) = self.run
        if before and _sexes(before[-1][0], last) == {"男", "女"}:
            of_both = before[-2] if len(before) > 1 else None
            return [], [] if of_both is None or texts.is_total(of_both[0]) else of_both[1]
        parts = self.run[1:] if texts.is_total(self.run[0][0]) else self.run
        return ([], keys) if len(parts) > 1 else (keys, [])


def _sexes(*labels: str) -> set[str]:
    return {found[1] for label in labels if (found := SEX.fullmatch(label))}


def _around(whole: _Whole | None, *, among: bool) -> tuple[list[str], list[str]]:
    """The keys that a label stands under by what came before it, and those that it may stand under
    without saying so."""
    if whole is None:
        return [], []
    if among:
        return whole.parts()
    return [], whole.goes_on


class _Reader:
    def __init__(self, grid: Grid, table: Table) -> None:
        self.grid, self.table = grid, table
        self.headers: dict[str, Header] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._columns: dict[tuple[int, int], list[str]] = {}
        self._wholes: dict[tuple[str, ...], _Whole] = {}
        # Under 其中 of which nobody knows what it parts: what it may part.
        self._doubtful: dict[tuple[str, ...], list[str]] = {}
        self._seen: Counter[str] = Counter()

    def header(
        self, area: Area, axis: str, above: list[str], unit: str = "", whole: tuple[str, ...] = ()
    ) -> str:
        """The key of a label: found again in the next file of the same form."""
        place = (axis, f"{area.address} {area.text} {whole}")
        if place in self._known:
            return self._known[place]
        path = [*(self.headers[key].text for key in above), area.text]
        name = json.dumps([axis, [fold(text) for text in path]], ensure_ascii=False)
        self._seen[name] += 1
        key = hashlib.sha256(f"{name}{self._seen[name]}".encode()).hexdigest()[:16]
        text = " ".join(area.text.split())
        reads = f"{text}({unit})" if unit else text
        self.headers[key] = Header(key, area.address, text, reads, axis, list(above), list(whole))
        self._known[place] = key
        return key

    def path(self, areas: tuple[Area, ...]) -> list[str]:
        """The labels of a column from the group down. 其中 parts the column before it, which may go
        on in those that follow."""
        keys: list[str] = []
        for number, area in enumerate(areas):
            place = (area.top, area.left)
            if place not in self._columns:
                self._columns[place] = self._level(area, keys, leaf=number == len(areas) - 1)
            keys = self._columns[place]
        return keys

    def _level(self, area: Area, above: list[str], *, leaf: bool) -> list[str]:
        whole = self._wholes.get(tuple(above))
        among = bool(AMONG.match(texts.compact(area.text)))
        owner, maybe = _around(whole, among=among)
        maybe = maybe or self._doubtful.get(tuple(above), [])
        keys = owner or above
        keys = [*keys, self.header(area, COLUMN, keys, whole=tuple(maybe))]
        if whole is not None and among:
            # Over several columns it is itself the end of what it parts.
            whole.parted = leaf and bool(owner)
            self._doubtful[tuple(keys)] = maybe
        elif leaf:
            self._wholes[tuple(above)] = _Whole.after(whole, area.text, keys, 0)
        return keys

    def beside(self, field: dict[str, Any], above: list[str], maybe: list[str]) -> list[str]:
        """The labels of a field of a form; of those above the nearest only the words are known."""
        keys: list[str] = []
        labels = field["label_path"]
        for number, text in enumerate(labels, start=1):
            last = number == len(labels)
            row, column = parse_address(field["cells"].partition(":")[0])
            area = Area(row, column, row, column, text)
            keys.append(self.header(area, ROW, [*above, *keys], whole=tuple(maybe) if last else ()))
        return keys

    # Rows are places.

    def by_place(self, answer: dict[str, Any]) -> Board | None:
        columns = {column_letters(column.left): column for column in self.table.columns}
        named = {
            one["value_cell_or_column"]: one["element"]
            for one in answer["fields"]
            if one["value_cell_or_column"] in columns and (one["element"] or "").startswith(KEYS)
        }
        counted = {letter: one for letter, one in columns.items() if letter not in named}
        keys = {letter: e for letter, e in named.items() if not e.startswith("report.")}
        if not keys or not counted:
            return None
        rows = self._named_rows([columns[letter] for letter in keys])
        totals = self.table.total_rows
        if not rows:
            serial = {letter: e for letter, e in named.items() if e == "report.serial_no"}
            opened = Open(self.table.first_data_row, keys | serial, list(totals))
            figures = [Figure(letter, self.path(one.path)) for letter, one in counted.items()]
            return Board(self.headers, figures, opened)
        figures = [
            Figure(f"{letter}{row}", [*self.path(one.path), key])
            for row, key in sorted({**rows, **self._total_rows()}.items())
            for letter, one in counted.items()
            if not self.grid.at(row, one.left).text
        ]
        return Board(self.headers, figures)

    def _named_rows(self, keys: list[Column]) -> dict[int, str]:
        """Rows whose place is written already."""
        found = {}
        for row in [*self.table.stub_rows, *self.table.full_rows]:
            names = [self.grid.at(row, column.left) for column in keys]
            names = [area for area in names if area.text]
            if names:
                found[row] = self.header(names[-1], ROW, [])
        return found

    def _total_rows(self) -> dict[int, str]:
        return {row: self.header(self.grid.row(row)[0], ROW, []) for row in self.table.total_rows}

    # Rows have names of their own.

    def matrix(self) -> Board:
        table, figures = self.table, []
        headings = {*matrices.headings(self.grid, table), *table.section_rows}
        section: list[str] = []
        wholes: dict[int, _Whole] = {}
        for row in range(table.bottom + 1, self.grid.bottom + 1):
            if row in headings:
                area = max(self.grid.row(row), key=lambda one: len(one.text))
                section, wholes = [self.header(area, SECTION, [])], {}
            elif row in table.stub_rows or row in table.total_rows:
                figures += self._row(row, section, wholes)
        return Board(self.headers, figures)

    def _row(self, row: int, section: list[str], wholes: dict[int, "_Whole"]) -> list[Figure]:
        """`wholes`: for each column of figures the row that 其中 parts further."""
        found = []
        for column in self.table.columns:
            value = self.grid.at(row, column.left)
            if column.left not in self.table.open_columns or value.top != row or value.text:
                continue
            names, unit = self._names(row, column.left)
            if not names:
                continue
            whole = wholes.get(column.left)
            among = bool(AMONG.match(texts.compact(names[0].text)))
            indent = _indent(names[0].text)
            # Further in than the row that is parted: it goes on under 其中.
            further = whole is not None and whole.parted and indent > whole.indent
            above, maybe = _around(whole, among=among and not further)
            if whole is not None and further:
                above, maybe = whole.keys, []
            keys = self._row_path(names, unit, above, maybe)
            if whole is not None and (among or further):
                whole.parted = bool(above)
            else:
                wholes[column.left] = _Whole.after(whole, names[0].text, keys, indent)
            place = f"{column_letters(column.left)}{row}"
            found.append(Figure(place, [*section, *self.path(column.path), *keys]))
        return found

    def _row_path(
        self, names: list[Area], unit: str, above: list[str], maybe: list[str]
    ) -> list[str]:
        keys = list(above)
        for number, area in enumerate(names, start=1):
            last = number == len(names)
            keys.append(
                self.header(
                    area, ROW, list(keys), unit if last else "", tuple(maybe) if last else ()
                )
            )
        return keys

    def _names(self, row: int, left: int) -> tuple[list[Area], str]:
        """The written areas to the left of a figure, and its unit."""
        unit, names = "", []
        for column in matrices.before(self.table, left):
            head = read_label(column.path[-1].text).base
            for place in range(column.left, column.right + 1):
                area = self.grid.at(row, place)
                if matrices.UNITS.match(head):
                    unit = area.text.strip()
                elif area.text and not matrices.NUMBERS.match(head) and area not in names:
                    names.append(area)
        return names, unit


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
