"""How often a table comes, and when it is due next. Pure."""

import calendar
import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cycle(TextChoices):
    ONCE = "once", _("一次性")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")
    ON_DEMAND = "on_demand", _("按需（事后补报）")


MONTHS = {Cycle.MONTHLY: 1, Cycle.QUARTERLY: 3, Cycle.HALF_YEARLY: 6, Cycle.YEARLY: 12}
# Comes again by itself.
RECURRING = frozenset({Cycle.WEEKLY, *MONTHS})
# How often in a year: for what a table costs before it was ever filled.
TIMES_A_YEAR = {Cycle.WEEKLY: 52} | {cycle: 12 // months for cycle, months in MONTHS.items()}


def after(due_on: dt.date, cycle: str, due_day: int) -> dt.date | None:
    """When a table is due after it was due on a day; None when it does not come again.

    `due_day`: the day of the month that is meant. A table of the 31st is due on the last day of
    shorter months, and on the 31st again where there is one.
    """
    if cycle == Cycle.WEEKLY:
        return due_on + dt.timedelta(days=7)
    months = MONTHS.get(Cycle(cycle))
    return None if months is None else _months_later(due_on, months, due_day)


def first_not_past(due_on: dt.date, cycle: str, due_day: int, on: dt.date) -> dt.date | None:
    """The next time after `due_on` that is not before `on`."""
    found = after(due_on, cycle, due_day)
    while found is not None and found < on:
        found = after(found, cycle, due_day)
    return found


def _months_later(day: dt.date, months: int, due_day: int) -> dt.date:
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return dt.date(year, month, min(due_day, calendar.monthrange(year, month)[1]))
