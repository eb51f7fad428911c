"""The one place that asks what time it is.

Domain code takes `at=`; only web views, tasks and commands call `now()`.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The present instant, aware."""
    return timezone.now()


def today() -> dt.date:
    """The present date in Shanghai."""
    return local_date(now())


def local_date(at: dt.datetime) -> dt.date:
    """The date in Shanghai at an aware instant."""
    return at.astimezone(SHANGHAI).date()


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in Shanghai."""
    return local(day.year, day.month, day.day)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    """An aware instant from Shanghai wall-clock time."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
