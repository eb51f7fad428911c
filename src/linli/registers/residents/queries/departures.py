"""Who does not belong to the community any more, and since when."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max, QuerySet

from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.registers.residents.models import LifeEvent, LifeKind, Person, Presence, Statement

GONE = (Presence.LEFT, Presence.DIED)


def departed(place: places.Place | None = None) -> QuerySet[Person]:
    """Files of people who left or died, each that counts; of a place, or of all."""
    found = Person.objects.filter(presence__in=GONE, merged_into=None)
    return found.filter(places.within(place.place_path)) if place is not None else found


def left_on(ids: Iterable[int]) -> dict[int, dt.date]:
    """Since when some people are gone: by the last change that says so, else by the last word
    about them. Who belongs to the community is left out. Three queries."""
    asked = list(ids)
    gone = set(departed().filter(pk__in=asked).values_list("pk", flat=True))
    events = LifeEvent.objects.filter(
        person__in=gone, kind__in=[LifeKind.LEFT, LifeKind.DIED], undone_at=None
    )
    found = dict(events.order_by().values_list("person").annotate(last=Max("on")))
    rest = gone - set(found)
    words = Statement.objects.filter(person__in=rest).order_by().values_list("person")
    found |= {pk: local_date(last) for pk, last in words.annotate(last=Max("at"))}
    return found
