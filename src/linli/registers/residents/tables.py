"""A list of residents as a file: a workbook, or text for another program."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Protocol

import xlsxwriter
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel.clock import SHANGHAI
from linli.kernel.text import for_foot
from linli.registers.residents.columns import Column, Value
from linli.registers.residents.models import Export, ExportFormat

# Below the mark and the headings.
FIRST_ROW = 2
# What a cell of a workbook can hold, and the first year that it knows.
CELL = 32_000
FIRST_YEAR = 1901
# Signs with which spreadsheet programs begin a formula, also in their full width.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class Table(Protocol):
    """A file that takes lines one by one, and needs no more memory for many."""

    def add(self, line: Sequence[Value]) -> None:
        """The next line."""

    def close(self) -> None:
        """Nothing more comes."""


def table(file: BinaryIO, export: Export, columns: Sequence[Column], by: accounts.User) -> Table:
    """An empty table with the mark and the headings."""
    words = mark(export, by)
    if export.format == ExportFormat.CSV:
        return Text(file, columns, words)
    return Workbook(file, columns, words)


def mark(export: Export, by: accounts.User) -> str:
    """Who took this out, when, what for: on the sheet itself and on each printed page."""
    words = _("%(who)s 于 %(when)s 导出，用途：%(purpose)s。条件：%(filters)s。") % {
        "who": f"{by.name}（{by.username}）",
        "when": f"{export.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "purpose": export.purpose,
        "filters": export.told,
    }
    return words + _("含个人信息，请妥善保管，用后删除，不要外传。")


class Workbook:
    """xlsx; numbers and dates are such, all else stays text."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], words: str) -> None:
        self.book = xlsxwriter.Workbook(file, {"constant_memory": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        heading = self.book.add_format({"bold": True, "bottom": 1})
        note = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.sheet = self.book.add_worksheet(_("居民"))
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(FIRST_ROW - 1)
        self.sheet.set_footer(f"&L{for_foot(words)}&R&P/&N")
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)
        self.sheet.freeze_panes(FIRST_ROW, 1)
        self.sheet.set_row(0, 48)
        if len(columns) > 1:
            self.sheet.merge_range(0, 0, 0, len(columns) - 1, words, note)
        else:
            self.sheet.write_string(0, 0, words, note)
        for number, column in enumerate(columns):
            self.sheet.write_string(FIRST_ROW - 1, number, str(column.label), heading)
        self.row = FIRST_ROW

    def add(self, line: Sequence[Value]) -> None:
        for number, value in enumerate(line):
            self._write(number, value)
        self.row += 1

    def _write(self, number: int, value: Value) -> None:
        if isinstance(value, dt.date) and value.year >= FIRST_YEAR:
            self.sheet.write_datetime(self.row, number, value, self.day)
        elif isinstance(value, int | float):
            self.sheet.write_number(self.row, number, value)
        elif value:
            # What a resident wrote is never taken for a formula.
            self.sheet.write_string(self.row, number, str(value)[:CELL])

    def close(self) -> None:
        self.book.close()


class Text:
    """csv in UTF-8 with its mark, which Excel needs to read Chinese."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], words: str) -> None:
        self.file = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self.writer: Any = csv.writer(self.file)
        self._line([words])
        self._line(str(column.label) for column in columns)

    def add(self, line: Sequence[Value]) -> None:
        self._line(line)

    def _line(self, line: Iterable[Value]) -> None:
        self.writer.writerow([harmless(value) for value in line])

    def close(self) -> None:
        self.file.flush()
        self.file.detach()


def harmless(value: Value) -> Value:
    """Text that no spreadsheet program takes for a formula; figures and dates are none."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
