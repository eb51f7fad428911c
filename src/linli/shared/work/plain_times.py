"""Limits as they are told to residents. Pure."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.clock import SHANGHAI, local_date
from linli.shared.work import deadlines

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


def by_when(due_at: dt.datetime, now: dt.datetime) -> str:
    """A limit as people say it: "今天18:00前", "11月28日（周六）24点前".

    Midnight is the 24th hour of the day that ends there: "on the 28th by 24:00" is understood,
    "by 00:00 on the 29th" is not.
    """
    local = due_at.astimezone(SHANGHAI)
    hour = _("24点") if (local.hour, local.minute) == (0, 0) else f"{local:%H:%M}"
    return _("%(day)s%(hour)s前") % {
        "day": day_words(deadlines.due_on(due_at), local_date(now)),
        "hour": hour,
    }


def from_when(at: dt.datetime, now: dt.datetime) -> str:
    """From when something may be done, as people say it: "明天9:30以后"."""
    local = at.astimezone(SHANGHAI)
    return _("%(day)s%(hour)s以后") % {
        "day": day_words(local.date(), local_date(now)),
        "hour": f"{local:%H:%M}",
    }


def day_words(day: dt.date, today: dt.date) -> str:
    """A date as people say it: "今天", "明天", "11月28日（周六）"; another year is named."""
    if day == today:
        return _("今天")
    if day == today + dt.timedelta(days=1):
        return _("明天")
    words = _("%(month)d月%(day)d日（%(weekday)s）") % {
        "month": day.month,
        "day": day.day,
        "weekday": WEEKDAYS[day.weekday()],
    }
    return words if day.year == today.year else _("%(year)d年") % {"year": day.year} + words
