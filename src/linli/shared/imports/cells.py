"""What people put into cells, read as what they meant. Pure.

Each function takes a cell (see `reading`) and raises `CellProblem` with a sentence for the worker;
an empty cell is None or "".
"""

import contextlib
import datetime as dt
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.clock import SHANGHAI
from linli.kernel.sheet_columns import column_letters, column_number
from linli.kernel.text import CONTROLS

# Day 1 of Excel is 1900-01-01, which counts a 29 February 1900 that never was.
EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - wall-clock arithmetic
# 1954 to 2119: a number outside is no date that a worker means.
SERIALS = range(20_000, 80_000)
FORMULA_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
HALVES = {"下午": 12, "晚上": 12, "PM": 12, "上午": 0, "凌晨": 0, "AM": 0}
MOMENT = re.compile(
    r"""
    (?P<year>\d{4}) \s*[-/.年]\s* (?P<month>\d{1,2}) \s*[-/.月]\s* (?P<day>\d{1,2}) \s*日?
    (?: [T\s]* (?:星期.|周.)? \s* (?P<half>上午|下午|凌晨|晚上|AM|PM)? \s*
        (?P<hour>\d{1,2}) \s*[:时点]\s*
        (?: (?P<minute>\d{1,2}) \s*[:分]?\s* (?: (?P<second>\d{1,2}) (?:\.\d+)? \s*秒? )? )?
        \s* (?P<late_half>AM|PM)?
    )?
    """,
    re.VERBOSE,
)
# How workbooks and well-kept systems write an instant; the standard library reads it at once.
PLAIN_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
ZONE = re.compile(r"(Z|[+-]\d\d:?\d\d)$")
SPACES = re.compile(r"\s+")
COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?(?P<half>)(?P<late_half>)"
)


class CellProblem(Exception):
    """What is wrong with a cell, and how to write it instead."""


def text(cell: Any) -> str:
    """The cell as text, trimmed, without signs that no one can see. Numbers as Excel shows them."""
    if type(cell) is str and cell.isprintable():
        # Nearly every cell: nothing to take out, and no space in it but the plain one.
        return _without_fault(cell.strip(" "))
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, (int, float)):
        return _number_as_text(cell)
    if isinstance(cell, list):
        return str(cell[0]).replace("T", " ")
    return _without_fault(CONTROLS.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip())


def _without_fault(found: str) -> str:
    if found.startswith("#") and found.upper() in FORMULA_ERRORS:
        raise CellProblem(_("公式出错（%(text)s），请改成具体内容") % {"text": found})
    return found


def _number_as_text(number: float) -> str:
    if isinstance(number, int):
        return str(number)
    if abs(number) >= 1e15:
        # Excel keeps fifteen digits: the last three of an identity number are gone already.
        raise CellProblem(
            _("号码太长，被表格软件当成数字，末尾几位已经丢了，请把这一列设为文本后重新填写")
        )
    return repr(number)


def line(cell: Any) -> str:
    """Text on one line."""
    found = text(cell)
    return found if found.isprintable() and "  " not in found else SPACES.sub(" ", found)


def identifier(cell: Any) -> str:
    """A number or code that names something: full-width signs made plain, no spaces."""
    found = text(cell)
    if not found.isascii():
        found = unicodedata.normalize("NFKC", found)
    return "".join(found.split()).lstrip("'`")


def moment(cell: Any) -> dt.datetime | None:
    """An instant; a date alone is its midnight. Times without a zone are Shanghai's."""
    if isinstance(cell, list):
        cell = cell[0]
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if int(cell) in SERIALS:
            seconds = round((cell % 1) * 86_400)
            found = EXCEL_EPOCH + dt.timedelta(days=int(cell), seconds=seconds)
            return found.replace(tzinfo=SHANGHAI)
        cell = str(cell)
    if isinstance(cell, str) and PLAIN_MOMENT.fullmatch(cell):
        with contextlib.suppress(ValueError):
            return dt.datetime.fromisoformat(cell).replace(tzinfo=SHANGHAI)
    written = unicodedata.normalize("NFKC", text(cell)).upper()
    return _read_moment(written) if written else None


def _read_moment(written: str) -> dt.datetime:
    if ZONE.search(written):
        try:
            return dt.datetime.fromisoformat(written).astimezone(SHANGHAI)
        except (ValueError, OverflowError):
            pass
    match = MOMENT.fullmatch(written) or COMPACT.fullmatch(written)
    if match is None:
        raise CellProblem(
            _("“%(text)s”不是能看懂的时间，请写成 2026-03-08 14:05 这样") % {"text": written[:40]}
        )
    try:
        return _from_parts(match)
    except ValueError as error:
        raise CellProblem(_("没有“%(text)s”这个时间，请核对") % {"text": written[:40]}) from error


def _from_parts(match: re.Match[str]) -> dt.datetime:
    hour = int(match["hour"] or 0)
    half = match["half"] or match["late_half"]
    if half and hour <= 12:
        hour = hour % 12 + HALVES[half]
    return dt.datetime(
        int(match["year"]),
        int(match["month"]),
        int(match["day"]),
        hour,
        int(match["minute"] or 0),
        int(match["second"] or 0),
        tzinfo=SHANGHAI,
    )


def day(cell: Any) -> dt.date | None:
    """A date; a time of day with it is left out."""
    found = moment(cell)
    return found.date() if found else None


YES = {"有", "对", "√", "✓", "Y", "YES", "TRUE", "1"}
NO = {"×", "✗", "X", "N", "NO", "FALSE", "0"}
YES_BEGINS = ("是", "已", "有效")
NO_BEGINS = ("否", "未", "没", "无", "不")


def yes_or_no(cell: Any) -> bool | None:
    """是 or 否 in the ways that people write it, 已解决 and 未联系 among them."""
    written = unicodedata.normalize("NFKC", text(cell)).upper()
    if not written:
        return None
    if written in NO or written.startswith(NO_BEGINS):
        return False
    if written in YES or written.startswith(YES_BEGINS):
        return True
    raise CellProblem(_("“%(text)s”请改成“是”或“否”") % {"text": written[:20]})


def address(column: int, row: int) -> str:
    """ "AB12": the cell in column 27 (counted from 0) of row 12."""
    return f"{column_letters(column + 1)}{row}"


def column_of(reference: str) -> int:
    """27 for "AB12"."""
    return column_number(reference.rstrip("0123456789")) - 1
