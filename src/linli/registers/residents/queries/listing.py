"""The list of residents: filters that stay in its address, in an order that an index gives."""

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.registers.residents import standings, values
from linli.registers.residents.catalogue import GROUP_OF, Field
from linli.registers.residents.models import LIVING, Person, Presence, Registration, Sex, Tag
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import find
from linli.registers.residents.queries.tags import narrowed
from linli.registers.residents.years import born_between

# So many are counted and sorted; of more, the list is walked in the order of an index.
MOST_COUNTED = 10_000
FEW = 2_000
ORDER = ("pinyin", "id")
HOME = "household__dwelling"


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


def as_data(filters: Filters) -> str:
    """The filters as text, for a job to read again."""
    place, tags = filters.place, [tag.pk for tag in filters.tags]
    kept = {**vars(filters), "place": place.pk if place else None, "tags": tags}
    return json.dumps(kept, ensure_ascii=False)


def from_data(text: str) -> Filters:
    """What `as_data` wrote; nobody is in a place that has gone, nobody holds a tag that has."""
    kept = json.loads(text)
    place = places.in_bulk([kept["place"]]).get(kept["place"]) if kept["place"] else None
    tags = tuple(Tag.objects.filter(pk__in=kept["tags"]))
    return Filters(**{**kept, "place": place, "tags": tags})


def in_words(filters: Filters) -> str:
    """The filters as people say them; of a number that was looked for, not the number."""
    number = re.search(r"\d{4}", filters.words)
    ages = (filters.age_from, filters.age_to)
    words = [
        _("按号码或地址查找") if number else filters.words,
        str(filters.place or ""),
        *(tag.name for tag in filters.tags),
        str(Sex(filters.sex).label) if filters.sex else "",
        _("%(age)s岁以上") % {"age": ages[0]} if ages[0] is not None else "",
        _("%(age)s岁以下") % {"age": ages[1]} if ages[1] is not None else "",
        str(Registration(filters.registration).label) if filters.registration else "",
        _presence_in_words(filters.presence),
    ]
    return "，".join(word for word in words if word)


def _presence_in_words(presence: str) -> str:
    if presence in set(Presence):
        return str(Presence(presence).label)
    return _("连同迁出和去世") if presence else _("属于本社区的")


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
        return Found(people.select_related(HOME), MOST_COUNTED, more)
    if count <= FEW:
        # Not to be looked for a second time.
        people = Person.objects.filter(pk__in=ids)
    # Homes of the page alone: joined, they would be looked up for all who are sorted.
    return Found(people.select_related(None).prefetch_related(HOME), count, more)


def exactly(user: accounts.User, filters: Filters, *, on: dt.date) -> int:
    """How many fit, however many they are: for who is about to take them all."""
    return fitting(user, filters, on=on).order_by().count()


def everyone(user: accounts.User, filters: Filters, *, on: dt.date, most: int) -> list[int]:
    """Ids of at most so many who fit, in the order of the list."""
    people = fitting(user, filters, on=on)
    return list(people.order_by(*ORDER).values_list("pk", flat=True)[:most])


def in_order(ids: Sequence[int]) -> list[Person]:
    """Some of them with their homes, in the given order; who has gone meanwhile is left out."""
    found = Person.objects.select_related("household__dwelling").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


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
    return places.offered(accounts.paths(user, ResidentsPermission.VIEW))


def facts_of(ids: Iterable[int], fields: tuple[Field, ...]) -> dict[int, dict[str, str]]:
    """What is on record of some people, and may be used: id → field → value.

    A constant number of queries. What somebody does not want used is as if it were not known.
    """
    # No more than is asked for: each encrypted text that is read is opened.
    columns = {field.column or "details" for field in fields}
    found = {
        person.pk: values.values_of(person, fields, opened="details" in columns)
        for person in Person.objects.filter(pk__in=list(ids)).only("pk", *columns)
    }
    for pk, stopped in standings.stopped_groups(found).items():
        found[pk] |= {field.id: "" for field in fields if GROUP_OF[field.id].code in stopped}
    return found


def about(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Who some people are and where: id → name and path; one query."""
    people = Person.objects.filter(pk__in=list(ids))
    return {pk: (name, path) for pk, name, path in people.values_list("pk", "name", "place_path")}
