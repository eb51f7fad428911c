"""Who does not belong to the community any more, and since when."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max, OuterRef, QuerySet, Subquery

from linli.kernel.clock import local_date
from linli.registers.residents.models import (
    Household,
    LifeEvent,
    LifeKind,
    Person,
    Presence,
    Statement,
)

GONE = (Presence.LEFT, Presence.DIED)
ENDS = (LifeKind.LEFT, LifeKind.DIED)


def departed() -> QuerySet[Person]:
    """Files of people who left or died, each that counts."""
    return Person.objects.filter(presence__in=GONE, merged_into=None)


def gone_by(day: dt.date) -> QuerySet[Person]:
    """Those of them who were gone on a day, as `left`: the last change that says so."""
    last = (
        LifeEvent.objects.filter(person=OuterRef("pk"), kind__in=ENDS, undone_at=None)
        .order_by("-on")
        .values("on")[:1]
    )
    # The few events of the kind lead to the people, not the other way round.
    ended = LifeEvent.objects.filter(kind__in=ENDS, undone_at=None, on__lte=day)
    found = departed().filter(pk__in=ended.values("person"))
    return found.annotate(left=Subquery(last)).filter(left__lte=day).order_by("pk")


def left_on(ids: Iterable[int]) -> dict[int, dt.date]:
    """Since when some people are gone: by the last change that says so, else by the last word
    about them. Who belongs to the community is left out. Three queries."""
    asked = list(ids)
    gone = set(departed().filter(pk__in=asked).values_list("pk", flat=True))
    events = LifeEvent.objects.filter(person__in=gone, kind__in=ENDS, undone_at=None)
    found = dict(events.order_by().values_list("person").annotate(last=Max("on")))
    rest = gone - set(found)
    words = Statement.objects.filter(person__in=rest).order_by().values_list("person")
    found |= {pk: local_date(last) for pk, last in words.annotate(last=Max("at"))}
    return found


def empty_homes() -> QuerySet[Household]:
    """Households without anybody, of which nothing was told and that nobody's way leads through."""
    through = LifeEvent.objects.exclude(household=None).values("household")
    before = LifeEvent.objects.exclude(before_household=None).values("before_household")
    nobody = Household.objects.filter(people=None, size=0, head=None, statements=None)
    return nobody.exclude(pk__in=through).exclude(pk__in=before)
