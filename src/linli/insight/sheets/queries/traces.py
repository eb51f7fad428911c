"""Where the cells of a filled form come from, what is missing, and what changed since the last."""

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import permissions, vault
from linli.insight.sheets.models import Filling
from linli.insight.sheets.proposing import fields, people
from linli.insight.sheets.states import DONE
from linli.insight.sheets.writing import cells
from linli.insight.sheets.writing.trace import SheetTrace, Trace
from linli.kernel import identity
from linli.kernel.errors import NotAllowed, NotFound
from linli.registers.residents import public as residents

GAPS = {cells.EMPTY, cells.STALE, cells.UNLISTED}
PHONES = ("phone", "phone_alt", "_phone")


def may_look(user: accounts.User, filling: Filling) -> bool:
    """Whether the person may know who stands in a filled form."""
    return permissions.holds_all(user, filling, people.codes_of(filling.sheets))


def trace_of(filling: Filling) -> Trace:
    """The trace of a filled form. `NotFound` where there is none."""
    if not filling.is_done or filling.is_forgotten:
        raise NotFound
    try:
        return Trace.load(vault.read(filling, vault.TRACE))
    except FileNotFoundError as error:
        raise NotFound from error


@dataclasses.dataclass(frozen=True)
class Shown:
    """A cell as this person may see it. `column` counts the fields of the sheet from 0."""

    column: int
    text: str
    mark: str

    @property
    def is_gap(self) -> bool:
        return self.mark in GAPS


@dataclasses.dataclass(frozen=True)
class Line:
    """A row of the filled form: who it is, where it stands in the file, its cells."""

    number: int
    row: int
    person: int
    name: str
    cells: list[Shown]

    @property
    def gaps(self) -> list[Shown]:
        return [cell for cell in self.cells if cell.is_gap]


class Reader:
    """Reads a filling's trace for one person: numbers are masked, sensitive facts closed.

    Raises `NotAllowed` for who may not even know the names.
    """

    def __init__(self, user: accounts.User, filling: Filling, trace: Trace | None = None) -> None:
        if not may_look(user, filling):
            raise NotAllowed(permission=permissions.SheetsPermission.FILL)
        self.filling = filling
        self.trace = trace or trace_of(filling)
        self.by_key = {field["key"]: field for field in filling.fields}
        self.sees = accounts.holds(
            user, residents.ResidentsPermission.SENSITIVE, filling.place_path
        )

    @functools.cached_property
    def sheets(self) -> list[SheetTrace]:
        return self.trace.sheets

    def sheet(self, number: int) -> SheetTrace:
        """A sheet by its number. `NotFound` where there is none."""
        if not 0 <= number < len(self.sheets):
            raise NotFound
        return self.sheets[number]

    def labels(self, sheet: SheetTrace) -> list[str]:
        """The names of a sheet's fields."""
        return [fields.said(self.by_key[key]["path"]) for key in sheet.keys]

    def numbers(self, sheet: SheetTrace, *, gaps: bool = False, key: str = "") -> list[int]:
        """All rows, or those with something missing, perhaps in one field."""
        column = sheet.keys.index(key) if key in sheet.keys else None
        return [
            number
            for number, marks in enumerate(sheet.marks)
            if not gaps or not GAPS.isdisjoint(marks if column is None else marks[column])
        ]

    def line(self, sheet: SheetTrace, number: int) -> Line:
        """One row of a sheet."""
        shown = [
            Shown(column, self.text(key, sheet.values[number][column]), mark)
            for column, (key, mark) in enumerate(zip(sheet.keys, sheet.marks[number], strict=True))
        ]
        return Line(
            number, sheet.first_row + number, sheet.people[number], sheet.names[number], shown
        )

    def text(self, key: str, text: str) -> str:
        """A value of a field as this person may see it on a page."""
        element = self.by_key[key]["element"]
        if residents.elements.is_sensitive(element) and not self.sees:
            return ""
        if not residents.elements.is_masked(element) or "*" in text:
            return text
        if element.endswith(PHONES):
            return identity.mask_phone(text)
        return identity.mask_id_number(text)

    def story(self, sheet: SheetTrace, number: int, column: int) -> dict[str, Any]:
        """Where one cell comes from. `NotFound` for a cell that is not there."""
        if not (0 <= number < len(sheet.people) and 0 <= column < len(sheet.keys)):
            raise NotFound
        line = self.line(sheet, number)
        source, day, by = self.trace.sources[sheet.words[number][column]]
        field = self.by_key[sheet.keys[column]]
        return {
            "line": line,
            "cell": line.cells[column],
            "label": fields.said(field["path"]),
            "element": fields.element_label(field["element"]),
            "constant": field["how"] == fields.CONSTANT,
            "serial": field["element"] == "report.serial_no",
            "source": source,
            "day": day,
            "by": by,
        }


def before(filling: Filling) -> Filling | None:
    """What this one is compared with: the last that was sent of the same form for the same place,
    or else the last that was filled."""
    same = Filling.objects.filter(
        form=filling.form_id,
        place_path=filling.place_path,
        pk__lt=filling.pk,
        state__in=DONE,
        secret__isnull=False,
    )
    return same.filter(sent_at__isnull=False).first() or same.first()


@dataclasses.dataclass(frozen=True)
class Change:
    """A cell that differs: what stood there, and what stands there now."""

    name: str
    person: int
    label: str
    old: str
    new: str


@dataclasses.dataclass(frozen=True)
class Difference:
    """What changed between two fillings of one form: people by id and name, and cells."""

    added: list[tuple[int, str]]
    left: list[tuple[int, str]]
    changed: list[Change]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.left or self.changed)


def difference(now: Reader, then: Reader) -> Difference:
    """People who came and went, and cells that changed for those who stayed."""
    added: dict[int, str] = {}
    left: dict[int, str] = {}
    changed: list[Change] = []
    for sheet in now.sheets:
        other = then.trace.sheet(sheet.name)
        rows = {} if other is None else {pk: row for row, pk in enumerate(other.people)}
        for row, pk in enumerate(sheet.people):
            if pk not in rows or other is None:
                added[pk] = sheet.names[row]
            else:
                changed += _changed(now, sheet, row, other, rows[pk])
        here = set(sheet.people)
        left |= {pk: other.names[row] for pk, row in rows.items() if other and pk not in here}
    return Difference(list(added.items()), list(left.items()), changed)


def _changed(
    now: Reader, sheet: SheetTrace, row: int, other: SheetTrace, old_row: int
) -> Iterator[Change]:
    labels = _labels(now, sheet.keys)
    for column, key in enumerate(sheet.keys):
        if key not in other.keys or now.by_key[key]["element"] == "report.serial_no":
            continue
        old, new = other.values[old_row][other.keys.index(key)], sheet.values[row][column]
        if old != new:
            yield Change(
                sheet.names[row],
                sheet.people[row],
                labels[key],
                now.text(key, old),
                now.text(key, new),
            )


def _labels(reader: Reader, keys: Sequence[str]) -> Mapping[str, str]:
    return {key: fields.said(reader.by_key[key]["path"]) for key in keys}
