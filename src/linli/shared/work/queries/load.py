"""How much each person carries. No order among persons is implied: they stand by name."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import local_date, midnight
from linli.shared.work.calendars import site_calendar
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import items as item_queries
from linli.shared.work.queries.today import end_of_day

NIGHTS_BACK = 14
# More people than this are not told apart on one page.
MOST_PEOPLE = 200
# What is done before and after these hours, or on a day off, is done at the worker's own time.
DAY_BEGINS, DAY_ENDS = 8, 18


@dataclasses.dataclass(frozen=True)
class Load:
    """What one person has on the desk now; `nights`: on how many of the last 14 days they worked
    in the evening, at night or on a day off."""

    user_id: int
    name: str
    open: int
    overdue: int
    due_today: int
    nights: int = 0


def load(
    user: accounts.User, place: places.Place | None = None, *, at: dt.datetime
) -> list[Load] | None:
    """Open work per person at the places that `user` oversees, or at one of them; None where more
    people work than a page tells apart: a smaller place is chosen first.

    People who have a role there and no work are listed too: somebody may have a hand free.
    """
    items = item_queries.all_open(user)
    if place is not None:
        items = items.filter(places.within(place.place_path))
    rows: list[Any] = list(
        items.exclude(assignee=None)
        .values("assignee")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lt=at)),
            due_today=Count("pk", filter=Q(due_at__gte=at, due_at__lte=end_of_day(at))),
        )
    )
    counted = {row["assignee"]: row for row in rows}
    found = people(user, place, counted, on=local_date(at), most=MOST_PEOPLE + 1)
    if len(found) > MOST_PEOPLE:
        return None
    nights = nights_worked([person.pk for person in found], at=at)
    return [_load(person, counted.get(person.pk), nights.get(person.pk, 0)) for person in found]


def people(
    user: accounts.User,
    place: places.Place | None = None,
    holders: Collection[int] = (),
    *,
    on: dt.date,
    most: int | None = None,
) -> list[accounts.User]:
    """Active staff who have a role where `user` oversees work, and `holders`; by name, at most so
    many."""
    roles = accounts.Assignment.objects.filter(
        accounts.scope(user, WorkPermission.SEE_ALL),
        Q(ends_on=None) | Q(ends_on__gte=on),
        starts_on__lte=on,
    )
    if place is not None:
        roles = roles.filter(places.within(place.place_path))
    staff = Q(pk__in=roles.values("user"), is_active=True, kind=accounts.UserKind.STAFF)
    found = accounts.User.objects.filter(staff | Q(pk__in=list(holders)))
    return list(found.order_by("name", "pk")[:most])


def _load(person: accounts.User, row: dict[str, Any] | None, nights: int) -> Load:
    row = row or {"open": 0, "overdue": 0, "due_today": 0}
    return Load(person.pk, str(person), row["open"], row["overdue"], row["due_today"], nights)


def nights_worked(people: Collection[int], *, at: dt.datetime) -> dict[int, int]:
    """On how many of the last 14 days each person worked outside the day's hours.

    The log knows when somebody did something; a day counts once, however much was done.
    """
    calendar = site_calendar()
    first_on = local_date(at) - dt.timedelta(days=NIGHTS_BACK - 1)
    since = midnight(first_on)
    nights = {
        (person, hour.date())
        for person, hour in audit.hours_of(people, since=since)
        if not (DAY_BEGINS <= hour.hour < DAY_ENDS and calendar.is_workday(hour.date()))
    }
    return Counter(person for person, _day in nights)
