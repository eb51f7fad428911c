"""The list of residents: filters that stay in its address, in an order that an index gives."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.registers.residents import values
from linli.registers.residents.catalogue import Field
from linli.registers.residents.models import LIVING, Person, Tag
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import find
from linli.registers.residents.queries.tags import narrowed
from linli.registers.residents.years import born_between

# So many are counted and sorted; of more, the list is walked in the order of an index.
MOST_COUNTED = 10_000
FEW = 2_000
ORDER = ("pinyin", "id")


@dataclasses.dataclass(frozen=True)
class Filters:
    """`presence` "": all who belong to the community; "all": also who has left or died."""

    words: str = ""
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    presence: str = ""
    registration: str = ""
    place: places.Place | None = None
    tags: tuple[Tag, ...] = ()


@dataclasses.dataclass(frozen=True)
class Found:
    """The people, and how many they are; `more`: than anybody counts."""

    people: QuerySet[Person]
    count: int
    more: bool


def listing(user: accounts.User, filters: Filters, *, on: dt.date) -> Found:
    """Who fits, as far as this person may see residents; a constant number of queries."""
    people = fitting(user, filters, on=on)
    ids = list(people.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    count, more = len(ids), len(ids) > MOST_COUNTED
    if more:
        people = fitting(user, filters, on=on, by_index=False)
    elif count <= FEW:
        # Not to be looked for a second time.
        people = Person.objects.filter(pk__in=ids)
    return Found(people.select_related("household__dwelling"), min(count, MOST_COUNTED), more)


def fitting(
    user: accounts.User, filters: Filters, *, on: dt.date, by_index: bool = True
) -> QuerySet[Person]:
    """All who fit, in no order, as far as this person may see residents."""
    if filters.words:
        people = find(user, filters.words)
    else:
        scope = accounts.scope(user, ResidentsPermission.VIEW, by_index=by_index)
        people = Person.objects.filter(scope, merged_into=None)
    if filters.place is not None:
        people = people.filter(places.within(filters.place.place_path, by_index=by_index))
    if filters.presence != "all":
        people = people.filter(presence__in=[filters.presence] if filters.presence else LIVING)
    if filters.sex:
        people = people.filter(sex=filters.sex)
    if filters.registration:
        people = people.filter(registration=filters.registration)
    ages = born_between(filters.age_from, filters.age_to, on, by_index=by_index)
    people = people.filter(ages)
    return narrowed(people, filters.tags, user, on=on)


def place_choices(user: accounts.User) -> list[places.Place]:
    """Places that the filter offers: down to the grids."""
    return list(places.choices(accounts.scope(user, ResidentsPermission.VIEW, "path")))


def facts_of(ids: Iterable[int], fields: tuple[Field, ...]) -> dict[int, dict[str, str]]:
    """What is on record of some people: id → field → value; one query."""
    return {
        person.pk: values.values_of(person, fields)
        for person in Person.objects.filter(pk__in=list(ids))
    }


def about(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Who some people are and where: id → name and path; one query."""
    people = Person.objects.filter(pk__in=list(ids))
    return {pk: (name, path) for pk, name, path in people.values_list("pk", "name", "place_path")}
