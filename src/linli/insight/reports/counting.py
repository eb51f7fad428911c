"""Counting call-backs: one by one, or from the days that were counted ahead.

A street and what stands above it has too many to read all of them for every page. A job counts each
day that is over, once for every such place (`count_day`); `Book` adds up days. A day of which
something changed is no counted one from that moment on, and is read one by one until the job comes
by: the figures are always those of the call-backs themselves.
"""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.reports.models import CountedDay, DayCount
from linli.insight.reports.permissions import ReportsPermission
from linli.insight.reports.rates import Counts, Period
from linli.kernel.clock import local_date, midnight
from linli.services.cases import public as cases

SATISFIED, FAIR = 4, 3
COUNTS = {
    "effective": Count("id"),
    "contacted": Count("id", filter=Q(contacted=True)),
    "solved": Count("id", filter=Q(solved=True)),
    "satisfied": Count("id", filter=Q(satisfaction__gte=SATISFIED)),
    "fair": Count("id", filter=Q(satisfaction=FAIR)),
}
# The kinds of places for which days are counted ahead.
ABOVE = (places.Kind.CITY, places.Kind.DISTRICT, places.Kind.STREET)
DAY = dt.timedelta(days=1)
# Two advisory locks share a number space: ours begin with this one.
LOCK = 20_260
# A run of the job counts no more than a year, so that it ends.
MOST_DAYS = 366


def within_days(first: dt.date, last: dt.date) -> Q:
    """Condition on call-backs: on one of these days, both included."""
    return Q(at__gte=midnight(first), at__lt=midnight(last + DAY))


def counting() -> QuerySet[cases.CallBack]:
    """The effective call-backs that the rates count, of all places and days."""
    left_out = cases.Case.objects.filter(excluded=True)
    return cases.CallBack.objects.filter(effective=True).exclude(case__in=left_out.values("pk"))


def total(found: QuerySet[cases.CallBack]) -> Counts:
    """The call-backs counted together."""
    return Counts(**found.aggregate(**COUNTS))


def by_path(found: QuerySet[cases.CallBack]) -> Iterator[tuple[str, Counts]]:
    """The call-backs counted for each place where there are some."""
    rows = found.order_by().values("place_path").annotate(**COUNTS)
    for path, *row in rows.values_list("place_path", *COUNTS):
        yield path, Counts(*row)


class Book:
    """The counts at a place between two days, for somebody who may see the place's figures."""

    def __init__(
        self, user: accounts.User, place: places.Place, first: dt.date, last: dt.date
    ) -> None:
        self.place = place
        scope = accounts.scope(user, ReportsPermission.VIEW)
        self._call_backs = counting().filter(scope, places.within(place.place_path))
        self._counted: set[dt.date] = set()
        self._days: dict[dt.date, Counts] = {}
        roots = accounts.paths(user, ReportsPermission.VIEW)
        whole = any(places.contains(root, place.place_path) for root in roots)
        if whole and place.kind in ABOVE:
            # Which days first: one that is counted anew in between is right either way.
            span = (first, last)
            days = CountedDay.objects.filter(day__range=span).values_list("day", flat=True)
            self._counted = set(days)
            rows = DayCount.objects.filter(place=place, day__range=span)
            self._days = {day: Counts(*row) for day, *row in rows.values_list("day", *COUNTS)}

    def total(self, period: Period) -> Counts:
        """All that was counted in a period of the span."""
        counted, rest = self._parted(period)
        start = total(self._call_backs.filter(rest)) if rest else Counts()
        return sum((self._days[day] for day in counted if day in self._days), start)

    def by_part(self, period: Period) -> dict[places.Place, Counts]:
        """The same for each place directly below (communities of a street, grids of a community);
        closed ones are left out."""
        parts = list(self.place.children.filter(closed_on=None).exclude(path=None))
        sums = {part.place_path: Counts() for part in parts}
        counted, rest = self._parted(period)
        if any(part.kind not in ABOVE for part in parts):
            counted, rest = [], within_days(period.first, period.last)
        if counted:
            rows = DayCount.objects.filter(place__in=parts, day__in=counted)
            added = rows.values_list("place__path").annotate(*(Sum(name) for name in COUNTS))
            sums |= {path: Counts(*row) for path, *row in added}
        if rest:
            for path, counts in by_path(self._call_backs.filter(rest)):
                part = places.part_of(path, sums)
                if part is not None:
                    sums[part] += counts
        return {part: sums[part.place_path] for part in parts}

    def _parted(self, period: Period) -> tuple[list[dt.date], Q]:
        """The period's counted days, and a condition on what is of other days, or an empty one."""
        counted, rest = [], Q()
        start: dt.date | None = None
        for number in range(period.days + 1):
            day = period.first + number * DAY
            inside = day <= period.last
            if inside and day not in self._counted:
                start = start or day
                continue
            if start is not None:
                rest |= within_days(start, day - DAY)
                start = None
            if inside:
                counted.append(day)
        return counted, rest


@transaction.atomic
def count_day(day: dt.date) -> None:
    """Count a day ahead, or anew."""
    if connection.vendor == "postgresql":
        # Waits for who has changed something of this day and has not committed, and lets others
        # wait: the triggers take the same lock, shared. SQLite has one writer at a time.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, day.toordinal()])
    above = dict(places.Place.objects.filter(kind__in=ABOVE).values_list("path", "pk"))
    sums: dict[int, Counts] = defaultdict(Counts)
    for path, counts in by_path(counting().filter(within_days(day, day))):
        end = 0
        while (end := path.find("/", end + 1)) != -1:
            if (place := above.get(path[: end + 1])) is not None:
                sums[place] += counts
    DayCount.objects.filter(day=day).delete()
    DayCount.objects.bulk_create(
        DayCount(day=day, place_id=place, **dataclasses.asdict(counts))
        for place, counts in sums.items()
    )
    CountedDay.objects.get_or_create(day=day)


def days_to_count(*, at: dt.datetime) -> list[dt.date]:
    """Days that are over and not counted, the latest first: those are asked most."""
    # The effective ones have an index of their own, which begins with the first.
    effective = cases.CallBack.objects.filter(effective=True)
    first = effective.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return []
    known = set(CountedDay.objects.values_list("day", flat=True))
    over = (local_date(at) - local_date(first)).days
    days = (local_date(at) - number * DAY for number in range(1, over + 1))
    return [day for day in days if day not in known]


def count_ahead(*, at: dt.datetime, most: int = MOST_DAYS) -> int:
    """Count the days that are over; answers how many were to be counted."""
    days = days_to_count(at=at)[:most]
    for day in days:
        count_day(day)
    return len(days)


def forget() -> None:
    """Take every day for not counted."""
    CountedDay.objects.all().delete()
