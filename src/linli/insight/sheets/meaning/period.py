"""The time that a table is about: 2026年10月, 2026年第三季度, 上半年."""

import calendar
import datetime as dt
import re
import unicodedata

NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
YEAR = r"(?:(\d{4})年度?)?"
SPAN = re.compile(YEAR + r"(\d{1,2})月?[-—–~至到](\d{1,2})月")
SEASON = re.compile(YEAR + r"第?([一二三四1-4])季度")
HALF = re.compile(YEAR + r"([上下])半年")
MONTH = re.compile(YEAR + r"(\d{1,2})月(?!\d)")
WHOLE = re.compile(r"(\d{4})年")


def stated(text: str, *, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day; without a year the latest that has begun. None where nothing is said."""
    flat = re.sub(r"[\s_＿]+", "", unicodedata.normalize("NFKC", text))
    if found := SPAN.search(flat):
        return _months(found[1], int(found[2]), int(found[3]), today)
    if found := SEASON.search(flat):
        last = NUMBERS[found[2]] * 3
        return _months(found[1], last - 2, last, today)
    if found := HALF.search(flat):
        return _months(found[1], *((1, 6) if found[2] == "上" else (7, 12)), today)
    if found := MONTH.search(flat):
        return _months(found[1], int(found[2]), int(found[2]), today)
    if found := WHOLE.search(flat):
        return _months(found[1], 1, 12, today)
    return None


def _months(
    year: str | None, first: int, last: int, today: dt.date
) -> tuple[dt.date, dt.date] | None:
    if not 1 <= first <= last <= 12:
        return None
    start = dt.date(int(year) if year else today.year, first, 1)
    if not year and start > today:
        start = start.replace(year=today.year - 1)
    return start, dt.date(start.year, last, calendar.monthrange(start.year, last)[1])
