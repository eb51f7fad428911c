"""Records of a roster: written into the rows that are there, and into rows that are put in."""

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any
from xml.sax import saxutils

from lxml import etree

from linli.insight.sheets.filling import extent, values
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.plan import Column, Placed, Roster, Value
from linli.insight.sheets.filling.references import (
    LAST_ROW,
    Insertion,
    RowMap,
    copy_formula,
    shift_formula,
)
from linli.insight.sheets.filling.worksheet import Worksheet
from linli.kernel.sheet_columns import column_letters, column_number

# Attributes of a row that are its own.
NOT_COPIED = {"r", "spans", "hidden", "collapsed"}


@dataclasses.dataclass
class Pattern:
    """One cell that new rows copy: its style, and a formula or a text that every record has."""

    column: int
    style: str | None
    formula: str = ""
    constant: str = ""


class Block:
    """The rosters that share rows, with what new rows look like."""

    def __init__(self, sheet: Worksheet, rosters: list[Roster], last: int) -> None:
        self.sheet, self.rosters = sheet, rosters
        self.first, self.last = rosters[0].first_row, last
        self.height = rosters[0].record_rows
        self.records = (last - self.first + 1) // self.height
        self.count = max(roster.count for roster in rosters)
        after = last if self.records == 1 else last - self.height
        more = max(self.count - self.records, 0)
        self.insertion = Insertion(self.first, after, last, more * self.height)
        if last + self.insertion.count > LAST_ROW:
            raise CannotFill("too_many_rows", sheet=sheet.name)
        self._pattern_row = after - self.height + 1
        self._numbered = self._numbered_columns()
        self.columns = self._columns()
        self._patterns = [self._pattern(line) for line in range(self.height)]
        self._constants = {
            (line, pattern.column)
            for line, patterns in enumerate(self._patterns)
            for pattern in patterns
            if pattern.constant
        }
        self._merges = self._pattern_merges()

    def _columns(self) -> dict[tuple[int, int], tuple[Column, str]]:
        """(line, column) → the plan's column and how it writes dates."""
        found: dict[tuple[int, int], tuple[Column, str]] = {}
        for roster in self.rosters:
            for column in roster.columns:
                row = self.first + column.line
                top, left = self.sheet.anchor(row, column_number(column.letter))
                place = (max(top - self.first, 0), left)
                found[place] = (column, column.date_format or self._date_format(row, left))
            if roster.serial:
                numbers = range(roster.serial_start, roster.serial_start + roster.count)
                left = self.sheet.anchor(self.first, column_number(roster.serial))[1]
                found[0, left] = (Column(roster.serial, numbers), "")
        for left in self._numbered:
            if (0, left) not in found:
                start = int(self.sheet.text(self.sheet.cell(self.first, left)))
                numbers = range(start, start + self.count)
                found[0, left] = (Column(column_letters(left), numbers), "")
        return found

    def _date_format(self, row: int, column: int) -> str:
        """As the form's sample writes dates, or as the words above the column say."""
        if sample := values.pattern_of(self.sheet.text(self.sheet.cell(row, column))):
            return sample
        for above in range(self.first - 1, max(self.first - 8, 0), -1):
            place = self.sheet.anchor(above, column)
            if said := values.pattern_of(self.sheet.text(self.sheet.cell(*place))):
                return said
        return ""

    def _numbered_columns(self) -> set[int]:
        """Columns in which the form has begun to count: 1, 2 …"""
        found = set()
        for column, cell in self.sheet.cells(self.first).items():
            text = self.sheet.text(cell).strip()
            second = self.sheet.text(self.sheet.cell(self.first + self.height, column)).strip()
            if text == "1" and (second == "2" or self.records == 1):
                found.add(column)
        return found

    def _pattern(self, line: int) -> list[Pattern]:
        row = self._pattern_row + line
        return [
            Pattern(
                column,
                cell.get("s"),
                formula=self._formula(row, column),
                constant=self._constant(row, column),
            )
            for column, cell in sorted(self._all_cells(row, line).items())
        ]

    def _all_cells(self, row: int, line: int) -> dict[int, Any]:
        """The cells of a row, and those that the plan asks for beyond them."""
        cells = dict(self.sheet.cells(row))
        for at, column in self.columns:
            if at == line and column not in cells:
                style = self.sheet.style(row, column)
                cells[column] = {"s": style} if style is not None else {}
        return cells

    def _formula(self, row: int, column: int) -> str:
        formula = self.sheet.formula(self.sheet.cell(row, column))
        return "" if formula is None else formula.text or ""

    def _constant(self, row: int, column: int) -> str:
        """A text that stands in each record, such as a unit; a sample's own text does not."""
        text = self.sheet.text(self.sheet.cell(row, column))
        if not text or self.records == 1:
            return ""
        lines = range(row - (self._pattern_row - self.first), self.last + 1, self.height)
        others = {self.sheet.text(self.sheet.cell(one, column)) for one in lines}
        return text if others == {text} else ""

    def _pattern_merges(self) -> list[tuple[int, int, int, int]]:
        top, bottom = self._pattern_row, self._pattern_row + self.height - 1
        return [one for one in self.sheet.merges if one[0] >= top and one[2] <= bottom]

    # Records in rows that are there.

    def write(self) -> list[tuple[int, int]]:
        """Writes what has a row; gives back places that hold a formula."""
        kept = []
        for record, row in self._present():
            for line in range(self.height):
                self._clear_sample(row + line)
                self._show(row + line)
            for (line, column), (source, date_format) in self.columns.items():
                value = value_at(source, record)
                if not self.sheet.put(row + line, column, value, date_format):
                    kept.append((row + line, column))
        return kept

    def _present(self) -> Iterator[tuple[int, int]]:
        for number in range(min(self.records, self.count)):
            is_last = number == self.records - 1
            moved = is_last and self.insertion.count and not self.insertion.extends
            yield self.count - 1 if moved else number, self.first + number * self.height

    def _clear_sample(self, row: int) -> None:
        """Takes out what a sample says, also where the plan has no value to put over it."""
        line = (row - self.first) % self.height
        for column, cell in self.sheet.cells(row).items():
            if not self._is_labelled(column) or not self.sheet.text(cell):
                continue
            if (line, column) in self._constants or self._is_side_label(row, column):
                continue
            self.sheet.clear(cell)

    def _show(self, row: int) -> None:
        """A record must not be put where nobody sees it."""
        element = self.sheet.rows.get(row)
        if element is not None:
            element.attrib.pop("hidden", None)

    def _is_side_label(self, row: int, column: int) -> bool:
        """A label that stands beside several records, merged downwards."""
        return any(
            top == row and left == column and bottom - top + 1 > self.height
            for top, left, bottom, _ in self.sheet.merges_from.get(row, ())
        )

    def _is_labelled(self, column: int) -> bool:
        planned = [planned for _, planned in self.columns]
        return extent.is_labelled(self.sheet, column, planned, self.first - 1)

    # Records in rows that are put in.

    def new_merges(self) -> Iterator[tuple[int, int, int, int]]:
        for copy in range(1, self.insertion.count // self.height + 1):
            down = copy * self.height
            for top, left, bottom, right in self._merges:
                yield top + down, left, bottom + down, right

    def new_rows(self, rows: RowMap) -> Iterator[bytes]:
        """The XML of the rows that are put in, one by one."""
        heads = [self._row_head(line) for line in range(self.height)]
        patterns = [[self._shifted(pattern, rows) for pattern in line] for line in self._patterns]
        base = rows[self._pattern_row]
        first_new = self._pattern_record + 1
        for copy in range(1, self.insertion.count // self.height + 1):
            record = first_new + copy - 1
            for line in range(self.height):
                down = copy * self.height
                yield self._row(heads[line], patterns[line], record, line, base, down)

    @property
    def _pattern_record(self) -> int:
        return (self._pattern_row - self.first) // self.height

    def _shifted(self, pattern: Pattern, rows: RowMap) -> Pattern:
        formula = pattern.formula and shift_formula(
            pattern.formula, rows, on_sheet=True, sheet=self.sheet.name, inside=True
        )
        return dataclasses.replace(pattern, formula=formula)

    def _row_head(self, line: int) -> str:
        """The attributes of a row (height …), as text."""
        element = self.sheet.rows.get(self._pattern_row + line)
        if element is None:
            return ""
        said = []
        for name, value in element.attrib.items():
            if name in NOT_COPIED:
                continue
            tag = etree.QName(name)
            prefix = _prefix(element, tag.namespace)
            said.append(f" {prefix}{tag.localname}={saxutils.quoteattr(value)}")
        return "".join(said)

    def _row(
        self, head: str, patterns: list[Pattern], record: int, line: int, base: int, down: int
    ) -> bytes:
        number, p = base + line + down, self.sheet.prefix
        cells = "".join(
            self._cell(pattern, f"{column_letters(pattern.column)}{number}", record, line, down)
            for pattern in patterns
        )
        return f'<{p}row r="{number}"{head}>{cells}</{p}row>'.encode()

    def _cell(self, pattern: Pattern, address: str, record: int, line: int, down: int) -> str:
        p, style = self.sheet.prefix, pattern.style
        if pattern.formula:
            formula = values.escape(copy_formula(pattern.formula, down, 0))
            return f'<{p}c r="{address}"{_style(style)}><{p}f>{formula}</{p}f></{p}c>'
        value: Value = pattern.constant or None
        date_format = ""
        if source := self.columns.get((line, pattern.column)):
            given = value_at(source[0], record)
            value, date_format = (value if given is None else given), source[1]
        content = None if value is None else self.sheet.content(value, style, date_format)
        if content is None:
            return f'<{p}c r="{address}"{_style(style)}/>'
        kind, words, style = content
        if kind == "n":
            return f'<{p}c r="{address}"{_style(style)}><{p}v>{words}</{p}v></{p}c>'
        return (
            f'<{p}c r="{address}"{_style(style)} t="inlineStr"><{p}is>'
            f'<{p}t xml:space="preserve">{values.escape(words)}</{p}t></{p}is></{p}c>'
        )


def value_at(column: Column, record: int) -> Value:
    return column.values[record] if record < len(column.values) else None


def blocks(sheet: Worksheet, rosters: list[Roster]) -> list[Block]:
    """Rosters side by side form one block, for a row put in is put in for both."""
    groups: dict[int, list[Roster]] = {}
    for roster in rosters:
        if roster.columns and roster.count:
            groups.setdefault(roster.first_row, []).append(roster)
    found = []
    for _, group in sorted(groups.items()):
        if len({roster.record_rows for roster in group}) > 1:
            raise CannotFill("uneven", sheet=sheet.name)
        found.append(Block(sheet, group, min(extent.last_row(sheet, one) for one in group)))
    for above, below in itertools.pairwise(found):
        if below.first <= above.last and (above.insertion.count or below.insertion.count):
            raise CannotFill("uneven", sheet=sheet.name)
    return found


def placed(block: Block, roster: Roster, first_row: int) -> Placed:
    return Placed(first_row, block.height, roster.count)


def _style(style: str | None) -> str:
    return "" if style is None else f' s="{style}"'


def _prefix(element: Any, namespace: str | None) -> str:
    if namespace is None:
        return ""
    return next(
        (f"{prefix}:" for prefix, space in element.nsmap.items() if space == namespace and prefix),
        "",
    )
