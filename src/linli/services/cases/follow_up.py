"""Cases on which something is due that no person has to do, and what heads should see."""

import datetime as dt

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.services.cases import queries
from linli.services.cases.models import Case
from linli.services.cases.states import State
from linli.shared.work import public as work

WITH = ("work", "owner", "place")


def parked_until(day: dt.date) -> QuerySet[Case]:
    """Parked cases whose planned day has come."""
    return Case.objects.filter(
        state=State.PARKED, parkings__ended_at=None, parkings__until_on__lte=day
    ).select_related(*WITH)


def unanswered(at: dt.datetime) -> QuerySet[Case]:
    """Answered cases whose time for a call-back is over."""
    return Case.objects.filter(
        state=State.REPORTED,
        work__clocks__kind=work.ClockKind.CALLBACK,
        work__clocks__stopped_at=None,
        work__clocks__due_at__lt=at,
    ).select_related(*WITH)


def bounced(user: accounts.User, place: places.Place | None) -> QuerySet[Case]:
    """Open cases that went from unit to unit, most hops first."""
    # "Not finished" follows from the open work; said aloud, it leads to the small index.
    found = queries.visible_to(user).filter(work__closed_at=None, finished_at=None, bounces__gt=0)
    if place is not None:
        found = found.filter(places.within(place.place_path))
    return found.select_related("owner", "work").order_by("-bounces", "received_at")
