"""Records of a roster: written into the rows that are there, and into rows that are put in."""

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

from linli.insight.sheets.filling import extent, values
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.page import Page
from linli.insight.sheets.filling.plan import Column, Placed, Roster, Value
from linli.insight.sheets.filling.references import (
    Insertion,
)
from linli.kernel.sheet_columns import column_letters, column_number


@dataclasses.dataclass
class Pattern:
    """One cell that new rows copy: its style, and a formula or a text that every record has."""

    column: int
    style: Any
    formula: Any = ""
    constant: Value = None


class Block:
    """The rosters that share rows, with what new rows look like."""

    def __init__(self, sheet: Page, rosters: list[Roster], last: int) -> None:
        self.sheet, self.rosters = sheet, rosters
        self.first, self.last = rosters[0].first_row, last
        self.height = rosters[0].record_rows
        self.records = (last - self.first + 1) // self.height
        self.count = max(roster.count for roster in rosters)
        after = last if self.records == 1 else last - self.height
        more = max(self.count - self.records, 0)
        self.insertion = Insertion(self.first, after, last, more * self.height)
        if last + self.insertion.count > sheet.last_row:
            raise CannotFill("too_many_rows", sheet=sheet.name)
        self._pattern_row = after - self.height + 1
        self._numbered = self._numbered_columns()
        self.columns = self._columns()
        self._patterns = [self._pattern(line) for line in range(self.height)]
        self._constants = {
            (line, pattern.column)
            for line, patterns in enumerate(self._patterns)
            for pattern in patterns
            if pattern.constant is not None
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
                numbers = range(1, 1 + self.count)
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
                self.sheet.style(row, column),
                formula=self.sheet.calculation(self.sheet.cell(row, column)),
                constant=self._constant(row, column),
            )
            for column in sorted(self._all_columns(row, line))
        ]

    def _all_columns(self, row: int, line: int) -> set[int]:
        """The columns of a row, and those that the plan asks for beyond them."""
        return {*self.sheet.cells(row), *(column for at, column in self.columns if at == line)}

    def _constant(self, row: int, column: int) -> Value:
        """A text that stands in each record, such as a unit; a sample's own text does not."""
        text = self.sheet.text(self.sheet.cell(row, column))
        if not text or self.records == 1:
            return None
        lines = range(row - (self._pattern_row - self.first), self.last + 1, self.height)
        others = {self.sheet.text(self.sheet.cell(one, column)) for one in lines}
        return self.sheet.constant(self.sheet.cell(row, column)) if others == {text} else None

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
                self.sheet.show(row + line)
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

    @property
    def lines(self) -> list[list[Pattern]]:
        """What each row of a new record holds."""
        return self._patterns

    @property
    def pattern_row(self) -> int:
        """The first row of the record whose style new ones take."""
        return self._pattern_row

    def new_records(self) -> Iterator[tuple[int, int]]:
        """The number of each record that is put in, and how far below the pattern it stands."""
        first = (self._pattern_row - self.first) // self.height + 1
        for copy in range(1, self.insertion.count // self.height + 1):
            yield first + copy - 1, copy * self.height

    def value(self, pattern: Pattern, line: int, record: int) -> tuple[Value, str]:
        """What stands in a cell of a new record, and how it writes dates."""
        if source := self.columns.get((line, pattern.column)):
            given = value_at(source[0], record)
            return (pattern.constant if given is None else given), source[1]
        return pattern.constant, ""


def value_at(column: Column, record: int) -> Value:
    return column.values[record] if record < len(column.values) else None


def blocks(sheet: Page, rosters: list[Roster]) -> list[Block]:
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
