"""Arithmetic of months; a month is its first day."""

import calendar
import datetime as dt

from linli.kernel.clock import SHANGHAI, local_date, midnight


def month_of(day: dt.date) -> dt.date:
    """The month that holds a day."""
    return day.replace(day=1)


def later(month: dt.date, by: int) -> dt.date:
    """So many months later, or earlier."""
    year, number = divmod(month.year * 12 + month.month - 1 + by, 12)
    return dt.date(year, number + 1, 1)


def between(first: dt.date, last: dt.date) -> int:
    """How many months the second is after the first."""
    return (last.year - first.year) * 12 + last.month - first.month


def days(month: dt.date) -> int:
    """How many days a month has."""
    return calendar.monthrange(month.year, month.month)[1]


def last_day(month: dt.date) -> dt.date:
    """The last day of a month."""
    return month.replace(day=days(month))


def gone(month: dt.date, at: dt.datetime) -> float:
    """How many days of a month are over at a moment."""
    if local_date(at) > last_day(month):
        return float(days(month))
    elapsed = at.astimezone(SHANGHAI) - midnight(month)
    return max(0.0, elapsed.total_seconds() / 86_400)
