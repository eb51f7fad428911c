"""What comes up in people's lives, of everybody: for the service that makes work of it.

Each change has a key: the same one is found again each day, and is known by it.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from django.db.models import QuerySet

from linli.registers.residents import standings
from linli.registers.residents.catalogue import GROUP_OF
from linli.registers.residents.models import (
    LIVING,
    Level,
    LifeEvent,
    LifeKind,
    Person,
    PersonTag,
    Tag,
)
from linli.registers.residents.queries.tags import usable
from linli.registers.residents.years import birthday, years_before

LOT = 2_000


class ChangeKind(StrEnum):
    AGE = "age"
    BENEFIT = "benefit"
    TAG_ENDS = "tag-ends"
    TAG_REVIEW = "tag-review"
    CARD = "card"
    MOVED = "moved"
    LEFT = "left"
    DIED = "died"


# Facts that hold until a day, kept with the rest of the details.
UNTIL = {ChangeKind.BENEFIT: "aid.end_date", ChangeKind.CARD: "person.id_valid_until"}
EVENTS = {
    ChangeKind.MOVED: LifeKind.MOVED,
    ChangeKind.LEFT: LifeKind.LEFT,
    ChangeKind.DIED: LifeKind.DIED,
}


@dataclasses.dataclass(frozen=True)
class Change:
    """`age`: which age; `tag`: which tag. `sensitive`: told to those who hold that code."""

    person: int
    kind: ChangeKind
    on: dt.date
    key: str
    age: int | None = None
    tag: Tag | None = None
    sensitive: bool = False


def turning(age: int, *, since: dt.date, until: dt.date) -> Iterator[Change]:
    """Who reaches an age between two days."""
    # Who was born on the last of February has the birthday a day later.
    first = years_before(since, age) - dt.timedelta(days=1)
    people = Person.objects.filter(
        merged_into=None,
        presence__in=LIVING,
        born_on__gte=first,
        born_on__lte=years_before(until, age),
    )
    for pk, born_on in people.order_by("born_on", "pk").values_list("pk", "born_on"):
        if born_on and since <= (on := birthday(born_on, age)) <= until:
            yield Change(pk, ChangeKind.AGE, on, f"age:{age}:{on}", age=age)


def tags_ending(*, since: dt.date, until: dt.date) -> Iterator[Change]:
    """Whose tag ends between two days."""
    rows = _tags().filter(until__gte=since, until__lte=until)
    for row in usable(rows.order_by("until", "pk")):
        assert row.until is not None  # noqa: S101 - asked for
        yield _of_tag(row, ChangeKind.TAG_ENDS, row.until)


def tags_to_review(*, since: dt.date, until: dt.date) -> Iterator[Change]:
    """Whose tag somebody should look at between two days."""
    rows = _tags().filter(review_on__gte=since, review_on__lte=until)
    for row in usable(rows.order_by("review_on", "pk")):
        assert row.review_on is not None  # noqa: S101 - asked for
        yield _of_tag(row, ChangeKind.TAG_REVIEW, row.review_on)


def _tags() -> QuerySet[PersonTag]:
    living = PersonTag.objects.filter(person__presence__in=LIVING, person__merged_into=None)
    return living.select_related("tag").filter(tag__closed_on=None)


def _of_tag(row: PersonTag, kind: ChangeKind, on: dt.date) -> Change:
    sensitive = row.tag.level == Level.SENSITIVE
    key = f"{kind}:{row.tag_id}:{on}"
    return Change(row.person_id, kind, on, key, tag=row.tag, sensitive=sensitive)


def facts_ending(
    spans: Mapping[ChangeKind, tuple[dt.date, dt.date]],
) -> Iterator[Change]:
    """Whose benefit or identity card ends between two days: everybody's details are opened, once
    for all kinds."""
    last = 0
    known = Person.objects.filter(merged_into=None, presence__in=LIVING)
    while lot := list(known.filter(pk__gt=last).order_by("pk").only("pk", "details")[:LOT]):
        last = lot[-1].pk
        found = [one for person in lot for one in _ending(person, spans)]
        stopped = standings.stopped_groups({one.person for one in found})
        yield from (one for one in found if _group(one.kind) not in stopped.get(one.person, ()))


def _ending(
    person: Person, spans: Mapping[ChangeKind, tuple[dt.date, dt.date]]
) -> Iterator[Change]:
    details = person.known
    for kind, (since, until) in spans.items():
        text = details.get(UNTIL[kind], "")
        if text and since.isoformat() <= text <= until.isoformat():
            on = dt.date.fromisoformat(text)
            sensitive = GROUP_OF[UNTIL[kind]].sensitive
            yield Change(person.pk, kind, on, f"{kind}:{on}", sensitive=sensitive)


def _group(kind: ChangeKind) -> str:
    return GROUP_OF[UNTIL[kind]].code


def happened(kind: ChangeKind, *, since: dt.date, until: dt.date) -> Iterator[Change]:
    """Who moved, left or died between two days, and it was not taken back."""
    events = LifeEvent.objects.filter(
        kind=EVENTS[kind], on__gte=since, on__lte=until, undone_at=None, person__merged_into=None
    )
    for event in events.order_by("pk"):
        yield Change(event.person_id, kind, event.on, f"{kind}:{event.pk}")


def still_so(keys: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of some (person, key) are changes still: the tag was not reviewed, the benefit not
    prolonged, the move not taken back, and the person is on record here. A few queries."""
    ids = {person for person, _key in keys}
    people = Person.objects.filter(pk__in=ids, merged_into=None).in_bulk()
    rows = PersonTag.objects.filter(person__in=ids).select_related("tag")
    tags: dict[tuple[int, int], tuple[dt.date | None, dt.date | None]] = {
        (row.person_id, row.tag_id): (row.until, row.review_on) for row in usable(rows)
    }
    events = set(
        LifeEvent.objects.filter(person__in=ids, undone_at=None).values_list("person", "pk")
    )
    stopped = standings.stopped_groups(ids)
    return {
        (pk, key)
        for pk, key in keys
        if (person := people.get(pk)) is not None
        and _holds(person, key, tags, events)
        and not _is_stopped(key, stopped.get(pk, frozenset()))
    }


def _is_stopped(key: str, stopped: Collection[str]) -> bool:
    """Whether the change is of a fact that somebody does not want used."""
    kind = ChangeKind(key.partition(":")[0])
    return kind in UNTIL and _group(kind) in stopped


def _holds(
    person: Person,
    key: str,
    tags: dict[tuple[int, int], tuple[dt.date | None, dt.date | None]],
    events: set[tuple[int, int]],
) -> bool:
    name, _, rest = key.partition(":")
    kind = ChangeKind(name)
    if kind in EVENTS:
        return (person.pk, int(rest)) in events
    if person.presence not in LIVING:
        return False
    if kind in UNTIL:
        return person.known.get(UNTIL[kind], "") == rest
    number, _, on = rest.partition(":")
    if kind == ChangeKind.AGE:
        born = person.born_on
        return born is not None and birthday(born, int(number)).isoformat() == on
    until, review = tags.get((person.pk, int(number)), (None, None))
    told = until if kind == ChangeKind.TAG_ENDS else review
    return told is not None and told.isoformat() == on
