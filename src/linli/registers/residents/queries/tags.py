"""The tag dictionary and who holds what, as far as a person may know."""

import dataclasses
import datetime as dt
import functools
import operator
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.kernel.errors import NotFound
from linli.registers.residents import rules, standings
from linli.registers.residents.catalogue import GROUP_OF
from linli.registers.residents.models import Level, Person, PersonTag, Tag
from linli.registers.residents.permissions import ResidentsPermission

# Which code lets a person see tags of a level.
SEES = {
    Level.ORDINARY: ResidentsPermission.VIEW,
    Level.RESTRICTED: ResidentsPermission.EDIT,
    Level.SENSITIVE: ResidentsPermission.SENSITIVE,
}

MOST_HOLDERS = 60_000
AT_ONCE = 5_000


@dataclasses.dataclass(frozen=True)
class Held:
    """A tag on somebody's page; `row` is None for a derived one."""

    tag: Tag
    row: PersonTag | None
    expired: bool = False
    due: bool = False


def dictionary(*, closed: bool = False) -> QuerySet[Tag]:
    """The entries in use, or all of them."""
    return Tag.objects.all() if closed else Tag.objects.filter(closed_on=None)


def get_tag(pk: int) -> Tag | None:
    return Tag.objects.filter(pk=pk).first()


def may_see(user: accounts.User, tag: Tag, path: str) -> bool:
    """Whether the person is told of a tag of people at a place."""
    return accounts.holds(user, SEES[Level(tag.level)], path)


def codes_for(tags: Iterable[Tag]) -> set[str]:
    """What one needs to be told of all of these tags."""
    return {SEES[Level(tag.level)] for tag in tags}


def told_to(user: accounts.User) -> Q:
    """The same as a condition on rows of tags."""
    return functools.reduce(
        operator.or_,
        (Q(accounts.scope(user, code), tag__level=level) for level, code in SEES.items()),
    )


def offered(user: accounts.User) -> list[Tag]:
    """The tags that a list can be narrowed to by this person."""
    return [t for t in dictionary() if accounts.holds_anywhere(user, SEES[Level(t.level)])]


def givable(user: accounts.User, person: Person) -> list[Tag]:
    """The tags that the person may give to somebody."""
    held = set(person.tags.values_list("tag_id", flat=True))
    return [
        tag
        for tag in dictionary()
        if not tag.is_derived and tag.pk not in held and may_see(user, tag, person.place_path)
    ]


def narrowed(
    people: QuerySet[Person], tags: Iterable[Tag], user: accounts.User, *, on: dt.date
) -> QuerySet[Person]:
    """Those who hold all of the tags, where the person is told of them."""
    given: list[Tag] = []
    for tag in tags:
        if tag.level != Level.ORDINARY:
            people = people.filter(accounts.scope(user, SEES[Level(tag.level)]))
        if tag.rule is not None:
            people = people.filter(rules.condition(tag.rule, on))
        else:
            given.append(tag)
    # The holders of the rarest tag are gone through, and looked at for the others; a database knows
    # how many hold a tag on average, not that five hold one and a million the other.
    if len(given) > 1:
        here = accounts.scope(user, ResidentsPermission.VIEW)
        given.sort(key=lambda tag: _holders(here, tag))
    if given:
        rarest, *others = given
        scope = accounts.scope(user, ResidentsPermission.VIEW, "tags__place_path")
        # Asked of the row of the tag, which an index answers, before a file is looked up.
        held = [
            Exists(PersonTag.objects.filter(person=OuterRef("tags__person_id"), tag=tag))
            for tag in others
        ]
        people = people.filter(scope, *held, tags__tag=rarest)
    return people


def holders(
    people: QuerySet[Person], tags: Sequence[Tag], user: accounts.User, *, on: dt.date
) -> Iterator[tuple[Tag, list[int]]]:
    """For each of some tags who holds it, some of whom may not be among the people: one query for
    all that are given, and one for each derived one. Left out as in `narrowed` and `usable`."""
    given = {tag.pk: tag for tag in tags if tag.rule is None}
    held: dict[int, list[int]] = {pk: [] for pk in given}
    rows = PersonTag.objects.filter(told_to(user), tag__in=list(given))
    for entry, person in rows.values_list("tag", "person"):
        held[entry].append(person)
    for tag in tags:
        if tag.rule is None:
            yield tag, _unstopped(tag, held[tag.pk])
            continue
        fitting = people.filter(rules.condition(tag.rule, on))
        if tag.level != Level.ORDINARY:
            fitting = fitting.filter(accounts.scope(user, SEES[Level(tag.level)]))
        yield tag, list(fitting.order_by().values_list("pk", flat=True))


def _unstopped(tag: Tag, ids: list[int]) -> list[int]:
    """Without those who do not want used what the tag stands for."""
    if not tag.field:
        return ids
    kept = []
    for first in range(0, len(ids), AT_ONCE):
        lot = ids[first : first + AT_ONCE]
        stopped = standings.stopped_groups(lot)
        kept += [pk for pk in lot if not is_stopped(tag.field, stopped.get(pk, ()))]
    return kept


def _holders(here: Q, tag: Tag) -> int:
    """How many hold a tag at the person's places, as far as it is worth counting."""
    return PersonTag.objects.filter(here, tag=tag).order_by()[:MOST_HOLDERS].count()


def is_stopped(field: str, stopped: Collection[str]) -> bool:
    """Whether a tag stands for a fact (its `field`) of a group that may not be used."""
    return bool(field) and GROUP_OF[field].code in stopped


def usable(rows: Iterable[PersonTag]) -> list[PersonTag]:
    """Those of some rows that do not stand for a fact which somebody does not want used."""
    found = list(rows)
    stopped = standings.stopped_groups({row.person_id for row in found if row.tag.field})
    return [row for row in found if not is_stopped(row.tag.field, stopped.get(row.person_id, ()))]


def held_by(people: Sequence[Person], user: accounts.User, *, on: dt.date) -> dict[int, list[Held]]:
    """The tags of some people, in the order of the dictionary; a constant number of queries."""
    entries = list(dictionary(closed=True))
    rows: dict[tuple[int, int], PersonTag] = {
        (row.person_id, row.tag_id): row
        for row in usable(
            PersonTag.objects.filter(person__in=[p.pk for p in people]).select_related("tag")
        )
    }
    found: dict[int, list[Held]] = {}
    for person in people:
        found[person.pk] = [
            held
            for tag in entries
            if may_see(user, tag, person.place_path)
            and (held := _held(tag, person, rows.get((person.pk, tag.pk)), on))
        ]
    return found


def _held(tag: Tag, person: Person, row: PersonTag | None, on: dt.date) -> Held | None:
    if row is not None:
        return Held(
            tag,
            row,
            expired=row.until is not None and row.until < on,
            due=row.review_on is not None and row.review_on <= on,
        )
    if tag.rule is not None and tag.closed_on is None and rules.fits(tag.rule, person, on):
        return Held(tag, None)
    return None


def get_row(user: accounts.User, pk: int) -> PersonTag:
    """A tag that somebody holds, for who is told of it; `NotFound` for all others."""
    row = (
        PersonTag.objects.filter(
            accounts.scope(user, ResidentsPermission.VIEW, by_index=False), pk=pk
        )
        .select_related("person", "tag")
        .first()
    )
    if row is None or not may_see(user, row.tag, row.place_path):
        raise NotFound
    return row
