"""Months that were counted, for pages that read them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

from linli.foundation.places.public import Place, ancestors
from linli.insight.ahead import months
from linli.insight.ahead.counting import KINDS
from linli.insight.ahead.models import Counted, MonthCount
from linli.services.cases.public import Category

NOW = dt.date(2026, 3, 1)
WINTER = {11, 12, 1, 2, 3}


def by_winter(month: dt.date) -> int:
    return 20 if month.month in WINTER else 4


def steady(_month: dt.date) -> int:
    return 9


def count(
    place: Place,
    category: Category,
    number: Callable[[dt.date], int] = by_winter,
    *,
    length: int = 30,
    at: dt.datetime,
) -> None:
    """So many whole months before March 2026, at a place and all above it."""
    above = [one for one in ancestors(place) if one.kind in KINDS]
    before = MonthCount.objects.filter(place__in=above, category=category)
    told = Counter({(row.place_id, row.month): row.number for row in before})
    before.delete()
    for one in above:
        for back in range(1, length + 1):
            month = months.later(NOW, -back)
            told[one.pk, month] += number(month)
    MonthCount.objects.bulk_create(
        MonthCount(place_id=pk, category=category, month=month, number=total)
        for (pk, month), total in told.items()
    )
    Counted.objects.update_or_create(pk=1, defaults={"at": at})
