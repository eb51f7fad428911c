"""New work, reminders, the overdue sweep: each step is told once for each due time.

The first clock of new work begins with a step at its start: whoever gets the work hears of it
within a minute, and whoever takes work in does not wait for that. When people are reminded is the
preset's ladder: half the time gone, a day before, an hour before, a day after … At the due time
itself those in charge and their head hear of it in any case.

Driven by what is stored on the clocks, not by when a worker ran: one that was down for a week
tells on its return what came due meanwhile. The mark on the clock and the notices are written in
one transaction, and only one UPDATE finds the mark still empty: a worker killed between two clocks
leaves nothing half told, and two workers at once tell nothing twice.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.notices import public as notices
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.registers.organisations import public as organisations
from linli.shared.work import clocks
from linli.shared.work.deadlines import Ladder
from linli.shared.work.kinds import fetch_records, place_for
from linli.shared.work.models import Clock, Phase, Priority, WorkItem
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import dues
from linli.shared.work.queries.items import hidden_from

ARRIVED, REMIND, OVERDUE = "work.arrived", "work.remind", "work.overdue"


def remind_due(*, at: dt.datetime, batch: int = 500) -> int:
    """Take the steps of the reminder ladder that have come; returns how many were told."""
    ladder = clocks.ladder_in_use()

    def found() -> QuerySet[Clock]:
        waiting = Clock.objects.filter(stopped_at=None, remind_at__lte=at)
        return waiting.order_by("remind_at", "pk")

    return _tell_all(found, batch, lambda clock, people: _remind(clock, people, ladder, at), at)


def sweep_overdue(*, at: dt.datetime, batch: int = 500) -> int:
    """Tell the people in charge, and who oversees them, of what is late; returns how many."""

    def found() -> QuerySet[Clock]:
        waiting = Clock.objects.filter(stopped_at=None, overdue_told_at=None, due_at__lt=at)
        return waiting.order_by("due_at", "pk")

    return _tell_all(found, batch, lambda clock, people: _tell_overdue(clock, people, at), at)


def tell_of_many(items: Iterable[WorkItem], *, by: accounts.User | None, at: dt.datetime) -> None:
    """One notice for each person who gets some of a lot, whatever their number; the next part of
    the same lot adds none, unless that has been read meanwhile."""
    items = [item for item in items if item.phase == Phase.OPEN]
    people = Audience(items, on=local_date(at))
    found = {person.pk: person for item in items for person in people.in_charge(item)}
    for person in found.values():
        if person != by:
            notices.send(
                to=person,
                kind=ARRIVED,
                title=_("导入了一批新的工作"),
                text=_("有的归您办，请到“今天”里看。"),
                url=reverse("work:today"),
                at=at,
            )


def _tell_all(
    found: Callable[[], QuerySet[Clock]],
    batch: int,
    tell: Callable[[Clock, "Audience"], bool],
    at: dt.datetime,
) -> int:
    told = 0
    while rows := list(
        found().select_related("item__assignee", "item__team", "item__place")[:batch]
    ):
        fetch_records([clock.item for clock in rows])
        people = Audience((clock.item for clock in rows), on=local_date(at))
        told += sum(tell(clock, people) for clock in rows)
    return told


class Audience:
    """Who is to be told about some items; two queries for all of them, one for each unit asked, and
    what each kind of work asks to learn whom its items are hidden from."""

    def __init__(self, items: Iterable[WorkItem], *, on: dt.date) -> None:
        self.on = on
        self._members: dict[int, list[accounts.User]] = {}
        self._hidden: dict[int, set[int]] = {}
        above = {path for item in items for path in _paths_above(item.place_path)}
        current = Q(ends_on=None) | Q(ends_on__gte=on)
        rows = accounts.Assignment.objects.filter(
            current, place_path__in=above, starts_on__lte=on, user__is_active=True
        ).select_related("role", "user")
        self._overseers: dict[str, list[accounts.User]] = {}
        for row in rows:
            if WorkPermission.SEE_ALL in row.role.permissions:
                self._overseers.setdefault(row.place_path, []).append(row.user)

    def in_charge(self, item: WorkItem) -> list[accounts.User]:
        """The assignee, or the people of the unit while nobody is; failing both, who oversees."""
        if item.assignee is not None and item.assignee.is_active:
            return [item.assignee]
        if item.team_id not in self._members:
            self._members[item.team_id] = organisations.members_of(item.team, on=self.on)
        return self._may_know(item, self._members[item.team_id]) or self.overseeing(item)

    def overseeing(self, item: WorkItem) -> list[accounts.User]:
        """Who sees everybody's work at the closest place that has such a person."""
        closest = reversed(_paths_above(item.place_path))
        found = (self._may_know(item, self._overseers.get(path, [])) for path in closest)
        return next((people for people in found if people), [])

    def _may_know(self, item: WorkItem, people: Iterable[accounts.User]) -> list[accounts.User]:
        """Those of them who do not stand back from it."""
        found = []
        for person in people:
            if person.pk not in self._hidden:
                self._hidden[person.pk] = hidden_from(person)
            if item.pk not in self._hidden[person.pk]:
                found.append(person)
        return found


def _paths_above(path: str) -> list[str]:
    """The paths of a place and of all above it, the root first."""
    return [path[: i + 1] for i, sign in enumerate(path) if sign == "/"][1:]


@transaction.atomic
def _remind(clock: Clock, people: Audience, ladder: Ladder, at: dt.datetime) -> bool:
    step, due, amber = clock.remind_at, clock.due_at, clock.amber_at
    assert step is not None and due is not None and amber is not None  # noqa: S101, PT018 - it runs
    later = clocks.next_reminder(clock, ladder, after=at)
    if not _claim(clock, {"remind_at": step}, {"remind_at": later, "reminded_at": at}):
        return False
    to = people.in_charge(clock.item)
    if step == clock.started_at and at < due:
        _tell_arrival(clock, to, people, at)
    elif step > due:
        words = _("超时还没办完：%(what)s，应在%(due)s前")
        _send(OVERDUE, clock, [*to, *people.overseeing(clock.item)], words, at)
    elif at < due:
        near, soon = _("快到期：%(what)s，%(due)s前"), _("提醒：%(what)s，%(due)s前")
        _send(REMIND, clock, to, near if at >= amber else soon, at)
    else:
        # The worker was down when it came; by now it is late, and that is told.
        return False
    return True


def _tell_arrival(clock: Clock, to: list[accounts.User], people: Audience, at: dt.datetime) -> None:
    """Of what is urgent, heads and group chats hear at once, too (北京市条例 art 29)."""
    if clock.item.priority < Priority.URGENT:
        _send(ARRIVED, clock, to, _("新到的工作：%(what)s，%(due)s前"), at)
        return
    words = _("紧急，新到的工作：%(what)s，%(due)s前")
    _send(ARRIVED, clock, [*to, *people.overseeing(clock.item)], words, at)
    _say_in_groups(ARRIVED, clock, words, at)


@transaction.atomic
def _tell_overdue(clock: Clock, people: Audience, at: dt.datetime) -> bool:
    if not _claim(clock, {"overdue_told_at": None}, {"overdue_told_at": at}):
        return False
    to = [*people.in_charge(clock.item), *people.overseeing(clock.item)]
    words = _("已超时：%(what)s，应在%(due)s前")
    _send(OVERDUE, clock, to, words, at)
    _say_in_groups(OVERDUE, clock, words, at)
    return True


def _claim(
    clock: Clock, seen: dict[str, dt.datetime | None], told: dict[str, dt.datetime | None]
) -> bool:
    """Mark as told, if nobody else has and the clock still runs to the same due time."""
    waiting = Clock.objects.filter(pk=clock.pk, stopped_at=None, due_at=clock.due_at)
    return bool(waiting.filter(**seen).update(**told))


def _send(
    kind: str, clock: Clock, to: Iterable[accounts.User], words: str, at: dt.datetime
) -> None:
    """The title leaves the site: it says nothing of the resident's words, the text does."""
    due, item = dues.as_due(clock), clock.item
    title = words % {"what": due.label, "due": due.words}
    for person in {person.pk: person for person in to}.values():
        notices.send(
            to=person,
            kind=kind,
            title=title,
            text=_("%(title)s（%(place)s）")
            % {"title": item.title, "place": place_for(person, item)},
            url=due.url,
            urgent=item.priority >= Priority.EMERGENCY,
            place_path=item.place_path,
            at=at,
        )


def _say_in_groups(kind: str, clock: Clock, words: str, at: dt.datetime) -> None:
    """Neighbours may read along: neither the resident's words nor the door."""
    due, item = dues.as_due(clock), clock.item
    around = places.nearest(item.place, places.Kind.GRID) or item.place
    public = around.kind in (places.Kind.GRID, places.Kind.COMMUNITY)
    notices.send_to_robots(
        place_path=item.place_path,
        kind=kind,
        title=words % {"what": due.label, "due": due.words},
        text=around.full_name if public else "",
        url=due.url,
        urgent=item.priority >= Priority.EMERGENCY,
        at=at,
    )
