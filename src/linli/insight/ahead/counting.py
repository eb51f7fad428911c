"""Counting requests by month, place and category, so that a page adds up few rows.

A page about months needs no figure of this minute: the months are counted anew each night, the
running one and the one before it each hour, from the requests themselves; only what changed is
written. So what somebody corrects, imports late or moves shows by the next day, and nobody who
writes a request down waits for it (unlike the rates of ADR 15, which decide about people).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from linli.foundation.places import public as places
from linli.insight.ahead import months
from linli.insight.ahead.models import Counted, MonthCount
from linli.kernel.clock import local_date, midnight
from linli.services.cases import public as cases

# Down to the grid: whoever stands below it is few, and some of them would be known by a number.
KINDS = (
    places.Kind.CITY,
    places.Kind.DISTRICT,
    places.Kind.STREET,
    places.Kind.COMMUNITY,
    places.Kind.GRID,
)
AT_ONCE = 2000
Key = tuple[int, int | None]


def count_all(*, at: dt.datetime) -> int:
    """Count every month; answers how many rows have changed."""
    first = cases.Case.objects.order_by("received_at").values_list("received_at", flat=True)[:1]
    # Where no request is left, the counts of once go too.
    known = MonthCount.objects.order_by("month").values_list("month", flat=True)[:1]
    begun = [local_date(one) for one in first] + list(known)
    return _count(min(begun), at) if begun else _count(local_date(at), at)


def count_recent(*, at: dt.datetime) -> int:
    """Count the running month and the one before; every month the first time."""
    if not Counted.objects.exists():
        return count_all(at=at)
    return _count(months.later(months.month_of(local_date(at)), -1), at)


def _count(first: dt.date, at: dt.datetime) -> int:
    month, now = months.month_of(first), months.month_of(local_date(at))
    above = _Above()
    changed = 0
    while month <= now:
        changed += _count_month(month, above)
        month = months.later(month, 1)
    Counted.objects.update_or_create(pk=1, defaults={"at": at})
    return changed


class _Above:
    """Which places that are counted stand at or above a path, the path's own numbers."""

    def __init__(self) -> None:
        found = places.Place.objects.filter(kind__in=KINDS).values_list("pk", flat=True)
        self.counted = set(found)
        self.kept: dict[str, list[int]] = {}

    def of(self, path: str) -> list[int]:
        if path not in self.kept:
            line = (int(part) for part in path.strip("/").split("/") if part)
            self.kept[path] = [pk for pk in line if pk in self.counted]
        return self.kept[path]


@transaction.atomic
def _count_month(month: dt.date, above: _Above) -> int:
    # Two who count at the same time do it one after the other.
    Counted.objects.select_for_update().first()
    found = cases.Case.objects.filter(
        received_at__gte=midnight(month), received_at__lt=midnight(months.later(month, 1))
    )
    rows = found.order_by().values_list("place_path", "category").annotate(Count("pk"))
    counted: Counter[Key] = Counter()
    for path, category, number in rows.iterator(AT_ONCE):
        for place in above.of(path):
            counted[place, category] += number
    return _write(month, counted)


def _write(month: dt.date, counted: Counter[Key]) -> int:
    """Write what is different."""
    before = MonthCount.objects.filter(month=month)
    changed, gone = [], []
    for row in before.iterator(AT_ONCE):
        number = counted.pop((row.place_id, row.category_id), 0)
        if not number:
            gone.append(row.pk)
        elif number != row.number:
            row.number = number
            changed.append(row)
    for some in _parts(gone):
        MonthCount.objects.filter(pk__in=some).delete()
    MonthCount.objects.bulk_update(changed, ["number"], batch_size=500)
    new = [
        MonthCount(place_id=place, category_id=category, month=month, number=number)
        for (place, category), number in counted.items()
    ]
    MonthCount.objects.bulk_create(new, batch_size=AT_ONCE)
    return len(changed) + len(gone) + len(new)


def _parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
