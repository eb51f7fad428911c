"""A filled table that came back, laid beside what was sent: who and which cells differ."""

import dataclasses
import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from linli.insight.sheets.proposing.fields import CONSTANT, Field, is_column
from linli.insight.sheets.reading.reader import Lines
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.insight.sheets.vocabulary.elements import DATE, DECIMAL, INTEGER
from linli.insight.sheets.writing.trace import SheetTrace
from linli.kernel.sheet_columns import column_number

NUMBERS = ("person.id_number", "household.head_id_number")
NAMES = ("person.name", "household.head_name")
UNCOUNTED = {"report.serial_no", "report.remark"}
DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})月?")


@dataclasses.dataclass(frozen=True)
class Changed:
    """A cell that came back otherwise: a row of the trace, the key of a field."""

    row: int
    key: str
    ours: str
    theirs: str


@dataclasses.dataclass
class Difference:
    """`added`: names that were not sent; `left`: rows of the trace that did not come back."""

    changed: list[Changed]
    added: list[str]
    left: list[int]


def compare(
    sheet: SheetTrace,
    fields: Mapping[str, Field],
    lines: Lines,
    places: Mapping[str, str],
    *,
    above: int = 0,
) -> Difference:
    """`fields`: by key, as filled; `places`: where the returned file has them, by key; `above`:
    lines of text that stand on top of its table."""
    first = sheet.first_row + above
    columns = {
        key: column_number(places.get(key, fields[key]["place"]))
        for key in sheet.keys
        if is_column(fields[key])
    }
    known = Rows(sheet, fields)
    found: dict[int, int] = {}
    added = []
    for line in range(first, lines.bottom + 1):
        told = {key: lines.text(line, column).strip() for key, column in columns.items()}
        name = told.get(known.name_key, "")
        row = known.find(told, line - first)
        if row is not None and row not in found:
            found[row] = line
        elif row is None and name and _is_filled(told):
            added.append(name)
    changed: list[Changed] = []
    for row, line in sorted(found.items()):
        changed += _changed(sheet, row, fields, lines, line, columns)
    return Difference(changed, added, [row for row in range(len(sheet.people)) if row not in found])


class Rows:
    """Finds the row of somebody: by the number, by a name that only one has, by its place."""

    def __init__(self, sheet: SheetTrace, fields: Mapping[str, Field]) -> None:
        self.number_key = _first(sheet, fields, NUMBERS)
        self.name_key = _first(sheet, fields, NAMES)
        self._names = [plain(name) for name in sheet.names]
        numbers = [self._number(values, sheet.keys) for values in sheet.values]
        self._by_both = {
            pair: row for row, pair in enumerate(zip(numbers, self._names, strict=True)) if pair[0]
        }
        # Two files of one person are an everyday thing.
        self._by_number = _only_once(numbers)
        self._by_name = _only_once(self._names)

    def _number(self, values: list[str], keys: list[str]) -> str:
        """Somebody's number, where it was sent whole."""
        text = values[keys.index(self.number_key)] if self.number_key else ""
        return "" if "*" in text else plain(text)

    def find(self, told: Mapping[str, str], place: int) -> int | None:
        """None for somebody who was not sent, and for lines that are nobody's."""
        number, name = plain(told.get(self.number_key, "")), plain(told.get(self.name_key, ""))
        if number and (number, name) in self._by_both:
            return self._by_both[number, name]
        if number and number in self._by_number:
            return self._by_number[number]
        if name in self._by_name:
            return self._by_name[name]
        return place if name and self._names[place : place + 1] == [name] else None


def _only_once(texts: list[str]) -> dict[str, int]:
    """Text → row, of those that are in one row."""
    often = Counter(texts)
    return {text: row for row, text in enumerate(texts) if text and often[text] == 1}


def _first(sheet: SheetTrace, fields: Mapping[str, Field], elements: tuple[str, ...]) -> str:
    return next((key for key in sheet.keys if fields[key]["element"] in elements), "")


def _is_filled(told: Mapping[str, str]) -> bool:
    """More than a word that stands alone, as those of a foot do."""
    return sum(bool(text) for text in told.values()) > 1


def _changed(
    sheet: SheetTrace,
    row: int,
    fields: Mapping[str, Field],
    lines: Lines,
    line: int,
    columns: Mapping[str, int],
) -> Iterator[Changed]:
    for position, key in enumerate(sheet.keys):
        field, ours = fields[key], sheet.values[row][position]
        if key not in columns or field["how"] == CONSTANT or field["element"] in UNCOUNTED:
            continue
        theirs = lines.text(line, columns[key]).strip()
        # What was sent in part came back in part.
        if "*" not in ours and not is_same(field, ours, theirs):
            yield Changed(row, key, ours, theirs)


def is_same(field: Field, ours: str, theirs: str) -> bool:
    """A form that asks for the month alone got no more of the day."""
    mine, back = same_form(field, ours), same_form(field, theirs)
    if (month := MONTH.fullmatch(back)) and DAY.fullmatch(mine):
        return mine.startswith(f"{month[1]}-{int(month[2]):02}")
    return mine == back


def same_form(field: Field, text: str) -> str:
    """Two texts that mean the same day or number come out alike."""
    flat = plain(text)
    element = ELEMENTS.get(field["element"])
    if element is not None and element.kind == DATE and (day := DAY.fullmatch(flat)):
        try:
            return dt.date(*map(int, day.groups())).isoformat()
        except ValueError:
            return flat
    if element is not None and element.kind in {INTEGER, DECIMAL}:
        try:
            return str(Decimal(flat.replace(",", "")).normalize())
        except InvalidOperation:
            return flat
    return flat


def plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
