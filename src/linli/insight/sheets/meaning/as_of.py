"""The day for which a table is to be true: 截至2026年10月31日."""

import calendar
import datetime as dt
import re
import unicodedata

STATED = re.compile(
    r"截[至止](?:到|日期|时间)?[:为]?(?:(?P<year>\d{4})[年.\-/])?(?P<month>\d{1,2})[月.\-/]"
    r"(?:(?P<day>\d{1,2})[日号]?|底|末)?"
)
# A table about the end of next month may be sent already; one about December comes in January.
AHEAD = dt.timedelta(days=60)


def stated(text: str, *, today: dt.date) -> dt.date | None:
    """The one day that a text names; None where it names none, or more than one.

    Without a year it is the latest such day, or one that is near; without a day, the month's last.
    """
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    days = {_day(match, today) for match in STATED.finditer(flat)}
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match[str], today: dt.date) -> dt.date | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    if match["year"]:
        return _in(int(match["year"]), month, match["day"])
    day = _in(today.year, month, match["day"])
    if day is not None and day > today + AHEAD:
        return _in(today.year - 1, month, match["day"])
    return day


def _in(year: int, month: int, day: str | None) -> dt.date | None:
    try:
        return dt.date(year, month, int(day) if day else calendar.monthrange(year, month)[1])
    except ValueError:
        return None
