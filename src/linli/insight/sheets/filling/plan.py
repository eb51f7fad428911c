"""What to write into a blank table, as plain data.

Addresses are those of the blank, as the sender's file has them; rows that are put in never
change what an address means. In a Word file the tables are sheets called 表1, 表2 … in their order,
with cells by row and column of the table's grid, and the text outside of tables is the sheet 正文,
whose paragraphs are A1, A2 …
"""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

BODY = "正文"
TABLE = "表"


@dataclasses.dataclass(frozen=True)
class Share:
    """A part of a whole, from 0 to 1. A cell that shows percentages gets the number itself;
    another the number of percent, or the words (12.5%) where the label does not say %."""

    part: Decimal
    labelled: bool

    @property
    def percent(self) -> Decimal:
        """With two decimals at most."""
        return (self.part * 100).quantize(Decimal("0.01")).normalize()

    def __str__(self) -> str:
        return f"{self.percent:f}" if self.labelled else f"{self.percent:f}%"


# A str stays text whatever it looks like (identity numbers, phones, "=1+1"); a number can be
# added up; a date takes the form's own format; None leaves the cell as it is.
Value = str | int | float | Decimal | datetime.date | Share | None


@dataclasses.dataclass(frozen=True)
class Column:
    """One column of a roster, from its first record down.

    `letter`: any column of a merged cell. `line`: which row of a record that is several rows
    high, from 0. `date_format` ("YYYY.MM"): for dates where cells have no format of their own;
    when empty, the form's sample or header says it.
    """

    letter: str
    values: Sequence[Value]
    line: int = 0
    date_format: str = ""


@dataclasses.dataclass(frozen=True)
class Roster:
    """Records below each other.

    `last_row`: of the rows that the form keeps for records; None lets the form say it. More
    records get more rows, in the style of the ones that are there. `record_rows`: rows of one
    record. `serial`: the column to be numbered from 1. Several rosters may share rows
    (side by side), if they share the first and last too.
    """

    first_row: int
    columns: Sequence[Column]
    last_row: int | None = None
    record_rows: int = 1
    serial: str = ""
    serial_start: int = 1

    @property
    def count(self) -> int:
        return max((len(column.values) for column in self.columns), default=0)


@dataclasses.dataclass(frozen=True)
class Inline:
    """A value that shares the cell with its label: behind the label, or over its blanks.

    `label`: the words before it; empty means the whole cell, as in “　　年　月　日”.
    """

    cell: str
    label: str
    value: Value


@dataclasses.dataclass(frozen=True)
class Sheet:
    """What to write on one sheet. `cells`: single cells, figures of statistics among them.

    A formula is never overwritten: the form computes itself.
    """

    name: str
    rosters: Sequence[Roster] = ()
    cells: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    inlines: Sequence[Inline] = ()


@dataclasses.dataclass(frozen=True)
class Plan:
    sheets: Sequence[Sheet]


@dataclasses.dataclass(frozen=True)
class Placed:
    """Where a roster's records are in the filled file."""

    first_row: int
    record_rows: int
    count: int

    def row(self, record: int, line: int = 0) -> int:
        return self.first_row + record * self.record_rows + line


@dataclasses.dataclass(frozen=True)
class Filled:
    """A filled file.

    `rosters`: for each sheet, where its rosters' records are now, in the order of the plan.
    `kept`: (sheet, cell) of places in the plan that hold a formula and were left alone.
    """

    content: bytes
    rosters: Mapping[str, Sequence[Placed]]
    kept: Sequence[tuple[str, str]] = ()
