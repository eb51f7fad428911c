"""Values as a cell holds them: texts that stay texts, numbers, dates in the form's own way."""

import datetime
import re
from decimal import Decimal
from xml.sax import saxutils

from linli.insight.sheets.filling.plan import Share, Value

LONGEST = 32_767
# What XML cannot hold, and what Excel would take for an escaped character.
FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# A text that a spreadsheet takes for a formula once somebody edits the cell.
RISKY = re.compile(r"\s*[=+\-@\t\r]")

WRITTEN = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:(?P<a>[-./年])(?P<m>\d{1,2})(?:(?P<b>[-./月])(?:(?P<d>\d{1,2})(?P<c>日?))?)?)(?!\d)"
)
CLOSED_UP = re.compile(r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])?(?!\d)")
SPELT = re.compile(
    r"y{4}(?P<a>[-./年]?)m{1,2}(?:(?P<b>[-./月]?)(?P<d>d{1,2})?)(?P<c>日?)", re.IGNORECASE
)
WHOLE_DATE = "YYYY-MM-DD"
# Numbers of the formats of dates that every spreadsheet knows.
PERCENT_FORMATS = {9, 10}
DATE_FORMATS = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def letters(text: str) -> str:
    """A label without what is only drawn: spaces and lines to write on."""
    return re.sub(r"[\s_＿]", "", text)


def clean(text: str) -> str:
    return FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    """Text for the XML of a cell."""
    return saxutils.escape(ESCAPED.sub("_x005F_", clean(text)), {"\r": "&#13;"})


def is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal)


def as_text(value: Value) -> str:
    """A value in words, for places that have no type."""
    if isinstance(value, datetime.date):
        return say_date(value, WHOLE_DATE)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def of_share(share: Share, *, shows_percent: bool) -> Decimal | str:
    """A share as a cell holds it."""
    if shows_percent:
        return share.part.quantize(Decimal("0.000001")).normalize()
    return share.percent if share.labelled else str(share)


def is_percent_format(code: str) -> bool:
    """Whether a number format multiplies by a hundred and adds the sign."""
    return "%" in LITERAL.sub("", code.split(";")[0])


def serial_number(day: datetime.date, *, from_1904: bool) -> float | None:
    """A day as spreadsheets count it, or None if they cannot (before 1900)."""
    if from_1904:
        number = (_day(day) - datetime.date(1904, 1, 1)).days
        return number if number >= 0 else None
    number = (_day(day) - datetime.date(1899, 12, 30)).days
    # The 29th of February 1900 never was, but they count it.
    number = number if number > 60 else number - 1
    return number if number >= 1 else None


def _day(day: datetime.date) -> datetime.date:
    return day.date() if isinstance(day, datetime.datetime) else day


def say_date(day: datetime.date, pattern: str) -> str:
    """A date by a pattern of YYYY, MM or M, DD or D."""
    parts = {
        "YYYY": f"{day.year:04}",
        "MM": f"{day.month:02}",
        "M": str(day.month),
        "DD": f"{day.day:02}",
        "D": str(day.day),
    }
    return re.sub("YYYY|MM|M|DD|D", lambda part: parts[part[0]], pattern)


def pattern_of(text: str) -> str:
    """How a sample (1985.03, 1985年3月2日) or a label (yyyy-mm-dd, 出生年月) writes dates."""
    if found := WRITTEN.search(text):
        month = "MM" if len(found["m"]) == 2 and found["a"] != "年" else "M"
        day = "DD" if len(found["d"] or "") == 2 and found["a"] != "年" else "D"
        rest = f"{found['b'] or ''}{day}{found['c']}" if found["d"] else "月" * (found["b"] == "月")
        return f"YYYY{found['a']}{month}{rest}"
    if found := CLOSED_UP.search(text):
        return "YYYYMMDD" if found["d"] else "YYYYMM"
    if found := SPELT.search(text):
        rest = f"{found['b']}DD{found['c']}" if found["d"] else "月" * (found["b"] == "月")
        return f"YYYY{found['a']}MM{rest}"
    return "YYYY-MM" if re.search(r"年\s*月(?!\s*日)", text) else ""


def is_date_format(code: str) -> bool:
    """Whether a number format shows days (yyyy"年"m"月"), not numbers or mere times."""
    first = LITERAL.sub("", code.split(";")[0]).lower()
    return "general" not in first and bool(re.search(r"[yd]|^m+$", first))
