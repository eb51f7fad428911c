"""Where people are: moving in, moving, going away, coming back, leaving, dying; and taking it
back."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.households import (
    HEAD,
    NotADwelling,
    check_dwelling,
    count,
    household_in,
)
from linli.registers.residents.actions.locks import unmerged
from linli.registers.residents.actions.tags import carry
from linli.registers.residents.models import (
    LIVING,
    Household,
    LifeEvent,
    LifeKind,
    Person,
    Presence,
)
from linli.registers.residents.permissions import ResidentsPermission

UNDO_DAYS = 7
# The same once more within this time is the same form, sent again after a line broke off.
SENT_AGAIN = dt.timedelta(minutes=10)
# What a change makes of somebody; a move leaves them where they are: at home.
BECOMES = {
    LifeKind.MOVED_IN: Presence.HERE,
    LifeKind.BORN: Presence.HERE,
    LifeKind.MOVED: Presence.HERE,
    LifeKind.RETURNED: Presence.HERE,
    LifeKind.AWAY: Presence.AWAY,
    LifeKind.HOSPITAL: Presence.HOSPITAL,
    LifeKind.INSTITUTION: Presence.INSTITUTION,
    LifeKind.ABROAD: Presence.ABROAD,
    LifeKind.LEFT: Presence.LEFT,
    LifeKind.DIED: Presence.DIED,
}
ABSENT = {Presence.AWAY, Presence.HOSPITAL, Presence.INSTITUTION, Presence.ABROAD}
# From where each change may start; a first one starts from nothing.
FROM: dict[LifeKind, set[str]] = {
    LifeKind.MOVED: set(LIVING),
    LifeKind.AWAY: {Presence.HERE},
    LifeKind.HOSPITAL: {Presence.HERE, Presence.INSTITUTION},
    LifeKind.INSTITUTION: {Presence.HERE, Presence.HOSPITAL},
    LifeKind.ABROAD: {Presence.HERE, Presence.AWAY},
    LifeKind.RETURNED: {*ABSENT, Presence.LEFT},
    LifeKind.LEFT: set(LIVING),
    LifeKind.DIED: {*LIVING, Presence.LEFT},
}


class NotYet(DomainError):
    message = _("日期还没有到。事情发生以后再登记。")


class BeforeTheLast(DomainError):
    message = _("日期早于上一次变动，请核对。如果上一次登记错了，请先撤销它。")


class TooLateToTakeBack(DomainError):
    message = _("这次变动已经超过7天，或者后面又有了新的变动，不能直接撤销。请登记一次新的变动。")


@dataclasses.dataclass(frozen=True)
class Home:
    """Where somebody moves: into a household, or into one of their own in a dwelling."""

    household: Household | None = None
    dwelling: places.Place | None = None

    def is_of(self, household: Household | None) -> bool:
        """Whether that household is meant: the very one, or one in the dwelling."""
        if household is None:
            return False
        return household == self.household or (
            self.household is None and household.dwelling == self.dwelling
        )

    def open(self, by: accounts.User | None) -> Household:
        """The household, made if need be. Raises `NotADwelling`, `NotAllowed`."""
        if self.household is not None:
            check(by, ResidentsPermission.EDIT, self.household.place_path)
            return self.household
        if self.dwelling is None:
            raise NotADwelling
        check_dwelling(self.dwelling, by)
        return household_in(self.dwelling)


def possible(person: Person) -> list[LifeKind]:
    """What may happen to somebody next, as pages offer it."""
    return [kind for kind, starts in FROM.items() if person.presence in starts]


@transaction.atomic
def move(
    *,
    person: Person,
    home: Home,
    relation: str = "",
    on: dt.date,
    by: accounts.User | None,
    at: dt.datetime,
) -> LifeEvent:
    """Into another household of the site. Raises `InvalidMove`, `NotYet`, `BeforeTheLast`."""
    person = unmerged(person)
    check(by, ResidentsPermission.EDIT, person.place_path)
    done = _last(person)
    if done and _is_sent_again(done, LifeKind.MOVED, on, by, at) and home.is_of(done.household):
        return done
    if home.household is not None and home.household == person.household:
        raise InvalidMove
    household = home.open(by)
    return _change(
        person, LifeKind.MOVED, on=on, household=household, relation=relation, by=by, at=at
    )


@transaction.atomic
def happen(
    *,
    person: Person,
    kind: LifeKind,
    on: dt.date,
    where: str = "",
    by: accounts.User | None,
    at: dt.datetime,
) -> LifeEvent:
    """Somebody goes away, comes back, leaves or dies. Raises `InvalidMove`, `NotYet`,
    `BeforeTheLast`."""
    person = unmerged(person)
    check(by, ResidentsPermission.EDIT, person.place_path)
    if kind == LifeKind.MOVED:
        raise InvalidMove
    done = _last(person)
    if done and _is_sent_again(done, kind, on, by, at) and done.where == where:
        return done
    return _change(person, kind, on=on, where=where, by=by, at=at)


def _change(
    person: Person,
    kind: LifeKind,
    *,
    on: dt.date,
    by: accounts.User | None,
    at: dt.datetime,
    where: str = "",
    household: Household | None = None,
    relation: str = "",
) -> LifeEvent:
    if person.presence not in FROM[kind]:
        raise InvalidMove
    _check_day(person, on, at)
    event = _begin(person, kind, on=on, household=household, where=where, by=by, at=at)
    left = person.household
    if household is not None:
        person.household, person.place_path = household, household.place_path
        person.relation = relation
    person.presence = event.presence
    if event.was_head and left is not None and (household or event.presence not in LIVING):
        Household.objects.filter(pk=left.pk).update(head=None)
    if household is not None and relation == HEAD:
        Household.objects.filter(pk=household.pk, head=None).update(head=person)
    person.save()
    event.save()
    carry(person)
    count([event.before_household_id, person.household_id])
    recheck([person], at=at, homes=[event.before_household_id])
    audit.record(
        "residents.life",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        changes={"life": str(kind), "on": on.isoformat()},
    )
    return event


def first_event(
    person: Person, kind: LifeKind, *, on: dt.date, by: accounts.User | None, at: dt.datetime
) -> LifeEvent:
    """How somebody came onto the register, not yet saved: nothing stood before."""
    return LifeEvent(
        person=person,
        kind=kind,
        on=on,
        household=person.household,
        place_path=person.place_path,
        presence=BECOMES[kind],
        by=by,
        at=at,
    )


def _begin(
    person: Person,
    kind: LifeKind,
    *,
    on: dt.date,
    by: accounts.User | None,
    at: dt.datetime,
    household: Household | None = None,
    where: str = "",
) -> LifeEvent:
    """The event, not yet saved, with what stands now as what stood before."""
    here = household or person.household
    return LifeEvent(
        person=person,
        kind=kind,
        on=on,
        household=here,
        place_path=here.place_path if here else person.place_path,
        presence=BECOMES[kind],
        where=where,
        before_household=person.household,
        before_presence=person.presence,
        before_relation=person.relation,
        was_head=person.household is not None and person.household.head_id == person.pk,
        by=by,
        at=at,
    )


def _check_day(person: Person, on: dt.date, at: dt.datetime) -> None:
    if on > local_date(at):
        raise NotYet
    last = _last(person)
    if (last is not None and on < last.on) or (person.born_on and on < person.born_on):
        raise BeforeTheLast


def _is_sent_again(
    last: LifeEvent, kind: LifeKind, on: dt.date, by: accounts.User | None, at: dt.datetime
) -> bool:
    if by is None or at - last.at >= SENT_AGAIN:
        return False
    return (last.kind, last.on, last.by_id) == (kind, on, by.pk)


def _last(person: Person) -> LifeEvent | None:
    return person.life.filter(undone_at=None).order_by("-pk").first()


def can_undo(event: LifeEvent, at: dt.datetime) -> bool:
    """Whether the event is the last one, and young; the first one is no change."""
    last = _last(event.person)
    return bool(
        event.before_presence
        and last is not None
        and last.pk == event.pk
        and at <= event.at + dt.timedelta(days=UNDO_DAYS)
    )


@transaction.atomic
def undo(*, event: LifeEvent, by: accounts.User | None, at: dt.datetime) -> None:
    """It was a mistake: everything is again as before. Raises `TooLateToTakeBack`."""
    check(by, ResidentsPermission.EDIT, event.place_path)
    person = Person.objects.select_for_update().get(pk=event.person_id)
    event.refresh_from_db(fields=["undone_at"])
    if event.undone_at is not None:
        return
    if not can_undo(event, at) or person.merged_into_id:
        raise TooLateToTakeBack
    left, back = person.household, event.before_household
    person.household = back
    person.place_path = back.place_path if back else person.place_path
    person.presence, person.relation = event.before_presence, event.before_relation
    person.save()
    carry(person)
    if left is not None and left.head_id == person.pk and left != back:
        Household.objects.filter(pk=left.pk).update(head=None)
    if event.was_head and back is not None:
        Household.objects.filter(pk=back.pk, head=None).update(head=person)
    LifeEvent.objects.filter(pk=event.pk).update(undone_at=at, undone_by=by)
    count([left.pk if left else None, person.household_id])
    recheck([person], at=at, homes=[left.pk if left else None])
    audit.record(
        "residents.undo_life",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        changes={"life": str(event.kind), "on": event.on.isoformat()},
    )
