"""Contradictions to be looked at, as far as a person may know and mend them."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.registers.residents import contradictions, standings, values
from linli.registers.residents.catalogue import GROUP_OF, PERSON_GROUPS
from linli.registers.residents.contradictions import RULE, SENSITIVE, Look, Rule
from linli.registers.residents.models import LIVING, Contradiction, Person, PersonTag, Tag
from linli.registers.residents.permissions import ResidentsPermission

ORDER = ("id",)
COLUMNS = tuple(field for group in PERSON_GROUPS for field in group.fields if field.column)


@dataclasses.dataclass(frozen=True)
class Asked:
    """`settled`: those that somebody looked at and left as they are."""

    rule: str = ""
    place: places.Place | None = None
    settled: bool = False


@dataclasses.dataclass(frozen=True)
class Shown:
    """A contradiction with its sentence; "" where it has been put right meanwhile."""

    row: Contradiction
    rule: Rule
    words: str


def visible_to(user: accounts.User, *, by_index: bool = True) -> QuerySet[Contradiction]:
    """Of people whom the person writes down; those of sensitive facts with the code for them."""
    few = accounts.scope(user, ResidentsPermission.SENSITIVE, by_index=by_index)
    told = ~Q(rule__in=SENSITIVE) | few
    mine = accounts.scope(user, ResidentsPermission.EDIT, by_index=by_index)
    return Contradiction.objects.filter(mine, told, rule__in=RULE)


def listing(user: accounts.User, asked: Asked) -> QuerySet[Contradiction]:
    """Those that fit the filters; their order says nothing about anybody."""
    found = visible_to(user).filter(settled_at__isnull=not asked.settled)
    if asked.place is not None:
        found = found.filter(places.within(asked.place.place_path))
    if asked.rule:
        found = found.filter(rule=asked.rule)
    return found.select_related("person__household__dwelling", "settled_by")


def counts(user: accounts.User, asked: Asked) -> list[tuple[Rule, int]]:
    """How many there are by rule, whatever rule is asked for; one query."""
    found = listing(user, dataclasses.replace(asked, rule="")).order_by()
    counted = dict(found.values_list("rule").annotate(Count("pk")))
    return [(rule, counted[code]) for code, rule in RULE.items() if counted.get(code)]


def shown(rows: Sequence[Contradiction], *, on: dt.date) -> list[Shown]:
    """With their sentences, worked out from what stands there now; a few queries."""
    now = {look.person.pk: contradictions.find(look) for look in looks(_people(rows), on=on)}
    found = []
    for row in rows:
        compared = now.get(row.person_id, {}).get(row.rule)
        words = "" if compared is None else contradictions.words(row.rule, compared)
        found.append(Shown(row, RULE[row.rule], words))
    return found


def _people(rows: Iterable[Contradiction]) -> list[Person]:
    return list({row.person_id: row.person for row in rows}.values())


def looks(people: Sequence[Person], *, on: dt.date) -> list[Look]:
    """What the rules look at, for some people; a few queries."""
    family: dict[int, list[Person]] = {}
    homes = {one.household_id for one in people if one.household_id}
    members = Person.objects.filter(household__in=homes, merged_into=None, presence__in=LIVING)
    for one in members.defer("details", "phone").order_by("pk"):
        family.setdefault(one.household_id or 0, []).append(one)
    ids = {one.pk for one in people}
    tags = _fact_tags(ids)
    stopped = standings.stopped_groups(ids)
    return [
        Look(
            person,
            _usable(person, stopped.get(person.pk, frozenset())),
            family.get(person.household_id or 0, []),
            tags[person.pk],
            on,
        )
        for person in people
    ]


def _usable(person: Person, stopped: Collection[str]) -> dict[str, str]:
    """All facts but those that somebody does not want used."""
    known = person.known
    known |= {field.id: values.value_of(person, field, known) for field in COLUMNS}
    return {
        name: text for name, text in known.items() if text and GROUP_OF[name].code not in stopped
    }


def _fact_tags(ids: Collection[int]) -> dict[int, list[Tag]]:
    held: dict[int, list[Tag]] = {pk: [] for pk in ids}
    rows = PersonTag.objects.filter(person__in=ids).exclude(tag__field="")
    for row in rows.select_related("tag").order_by("tag__position"):
        held[row.person_id].append(row.tag)
    return held


def get_visible(user: accounts.User, pk: int) -> Contradiction:
    """One that the person may know of. Raises `NotFound`."""
    found = visible_to(user, by_index=False).filter(pk=pk).select_related("person").first()
    if found is None:
        raise NotFound
    return found
