"""Changes become work: once a day, one piece of work a person, whatever number of changes.

A change is known by its key, so a second run adds nothing, and one that was killed on the way adds
the next time what is missing. A run looks back as well as ahead: what came up while no worker ran
is found too.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.registers.organisations import public as organisations
from linli.registers.residents import public as residents
from linli.registers.residents.public import Change, ChangeKind
from linli.services.changes.models import AlertRule, FollowUp, Matter
from linli.services.changes.permissions import DOES, KNOWS
from linli.shared.work import public as work

# So long a change is still worth a thought when nobody was told in time.
LOOK_BACK = dt.timedelta(days=30)
LOT = 200
KIND = "change"
CLOCK = work.ClockKind.CONTACT
# Person and whether only few may know: one piece of work each.
Whose = tuple[int, bool]


@dataclasses.dataclass(frozen=True)
class Span:
    """The days in which a rule looks, and how long there is to follow up."""

    since: dt.date
    until: dt.date
    handle_days: int


def open_all(*, at: dt.datetime) -> int:
    """Open what is new; returns how many follow-ups are new."""
    today = local_date(at)
    opened = 0
    for kind, age, span in _spans(today):
        found = _find(kind, age, span)
        while lot := list(islice(found, LOT)):
            opened += _open_lot(lot, span.handle_days, at)
    facts = {kind: span for kind, age, span in _spans(today) if kind in residents.changes.UNTIL}
    ending = residents.changes.facts_ending(
        {kind: (span.since, span.until) for kind, span in facts.items()}
    )
    while lot := list(islice(ending, LOT)):
        for kind, span in facts.items():
            opened += _open_lot([one for one in lot if one.kind == kind], span.handle_days, at)
    return opened


def _spans(today: dt.date) -> Iterator[tuple[ChangeKind, int | None, Span]]:
    for rule in AlertRule.objects.filter(in_use=True):
        until = today + dt.timedelta(days=rule.lead_days)
        yield ChangeKind(rule.kind), rule.age, Span(today - LOOK_BACK, until, rule.handle_days)


def _find(kind: ChangeKind, age: int | None, span: Span) -> Iterator[Change]:
    days = {"since": span.since, "until": span.until}
    if kind == ChangeKind.AGE:
        return residents.changes.turning(age or 0, **days)
    if kind == ChangeKind.TAG_ENDS:
        return residents.changes.tags_ending(**days)
    if kind == ChangeKind.TAG_REVIEW:
        return residents.changes.tags_to_review(**days)
    if kind in residents.changes.EVENTS:
        return residents.changes.happened(kind, **days)
    # Facts among the details: everybody is gone through once for all of them.
    return iter(())


@transaction.atomic
def _open_lot(changes: Sequence[Change], handle_days: int, at: dt.datetime) -> int:
    """The new ones among some changes, with their work; a second change joins what is open."""
    people = residents.Person.objects.in_bulk([one.person for one in changes])
    known = set(
        Matter.objects.filter(person__in=people, key__in=[one.key for one in changes]).values_list(
            "person", "key"
        )
    )
    new: dict[Whose, list[Change]] = {}
    for one in changes:
        if (one.person, one.key) not in known and one.person in people:
            new.setdefault((one.person, one.sensitive), []).append(one)
    open_now: dict[Whose, FollowUp] = {
        (row.person_id, row.sensitive): row
        # Locked: what joins work must not find it closed by then.
        for row in FollowUp.objects.select_for_update(of=("self",))
        .filter(person__in=[pk for pk, _few in new], done_at=None)
        .select_related("item")
    }
    charge = _Charge(people.values(), local_date(at))
    opened = 0
    for whose, matters in new.items():
        due_on = _due(matters, handle_days, at)
        row = open_now.get(whose)
        if row is None:
            row = _open(people[whose[0]], whose[1], charge, due_on, at)
            opened += row is not None
        elif row.item.due_at is None or local_date(row.item.due_at) > due_on:
            work.clocks.stop(item=row.item, kind=CLOCK, at=at)
            work.clocks.start_until(item=row.item, kind=CLOCK, due_on=due_on, at=at, quiet=True)
        if row is not None:
            Matter.objects.bulk_create(
                Matter(
                    follow_up=row,
                    person_id=one.person,
                    kind=one.kind,
                    key=one.key,
                    on=one.on,
                    age=one.age,
                    tag=one.tag,
                )
                for one in matters
            )
    return opened


def _due(matters: Iterable[Change], handle_days: int, at: dt.datetime) -> dt.date:
    """On the day itself; of what is near or over, some days from now."""
    soon = local_date(at) + dt.timedelta(days=handle_days)
    return max(soon, min(one.on for one in matters))


def _open(
    person: residents.Person, few: bool, charge: "_Charge", due_on: dt.date, at: dt.datetime
) -> FollowUp | None:
    team = charge.committee(person)
    if team is None:
        # Nobody would do it; the day a community has its committee, it is found again.
        return None
    item = work.open_item(
        kind=KIND,
        title=_("%(name)s：有变化要跟进") % {"name": person.name},
        place=charge.place(person),
        team=team,
        assignee=charge.worker(person, few),
        resident=person,
        at=at,
    )
    work.clocks.start_until(item=item, kind=CLOCK, due_on=due_on, at=at, quiet=True)
    return FollowUp.objects.create(
        person=person, place_path=person.place_path, sensitive=few, item=item, opened_at=at
    )


class _Charge:
    """Who answers for some people: their committee and grid worker; asked once for each place."""

    def __init__(self, people: Iterable[residents.Person], on: dt.date) -> None:
        self.on = on
        ids = {int(part) for one in people for part in one.place_path.split("/") if part}
        self.places: Mapping[int, places.Place] = places.in_bulk(ids)
        self._committees: dict[int, organisations.Organisation | None] = {}
        self._workers: dict[int, accounts.User | None] = {}

    def _line(self, person: residents.Person) -> list[places.Place]:
        return [self.places[int(part)] for part in person.place_path.split("/") if part]

    def place(self, person: residents.Person) -> places.Place:
        return self._line(person)[-1]

    def committee(self, person: residents.Person) -> organisations.Organisation | None:
        community = places.of_kind(self._line(person), places.Kind.COMMUNITY)
        if community is None:
            return None
        if community.pk not in self._committees:
            self._committees[community.pk] = organisations.committee_of(community)
        return self._committees[community.pk]

    def worker(self, person: residents.Person, few: bool) -> accounts.User | None:
        """The grid's own worker, where there is one and may know of it."""
        grid = places.of_kind(self._line(person), places.Kind.GRID)
        if grid is None:
            return None
        if grid.pk not in self._workers:
            found = accounts.people_at(grid, DOES, on=self.on)
            self._workers[grid.pk] = found[0] if len(found) == 1 else None
        worker = self._workers[grid.pk]
        return worker if not few or accounts.holds(worker, KNOWS, person.place_path) else None
