"""What of somebody's data must go, may go, or is kept by law; by the purposes that cover it.

Of who belongs to the community, a group may go that no purpose covers without consent, and whose
consent is not given any more. Of who has left or died, a group has to go when the time of every
purpose that covers it is over (arts 19, 47).
"""

import dataclasses
import datetime as dt

from linli.kernel.clock import local_date
from linli.registers.residents import public as residents
from linli.services.privacy.models import Basis, Purpose
from linli.services.privacy.queries import purposes as of_purposes
from linli.services.privacy.queries import standing

Group = residents.catalogue.Group


@dataclasses.dataclass(frozen=True)
class Kept:
    """A group that stays: for which purposes, and how long (None: as long as somebody lives
    here)."""

    group: Group
    purposes: tuple[Purpose, ...]
    until: dt.date | None


@dataclasses.dataclass(frozen=True)
class Verdict:
    """`may_go`: at the person's wish; `kept`: by law, with the reason."""

    may_go: list[Group]
    kept: list[Kept]


def covering(group: Group, purposes: list[Purpose]) -> list[Purpose]:
    """The purposes that need a group on ordinary days."""
    return [one for one in purposes if group.code in one.groups and one.basis != Basis.EMERGENCY]


def of_person(person: residents.Person, *, at: dt.datetime) -> Verdict:
    """What may be deleted of somebody who asks for it; only of groups that hold something."""
    purposes, said = of_purposes.in_use(), standing.said_by([person.pk])
    left_on = residents.left_on([person.pk]).get(person.pk)
    today = local_date(at)
    may_go, kept = [], []
    for group in residents.filled([person])[person.pk]:
        holding = [
            one
            for one in covering(group, purposes)
            if not one.needs_consent and said.allows(person.pk, one) and _runs(one, left_on, today)
        ]
        if holding or group == residents.catalogue.IDENTITY:
            kept.append(Kept(group, tuple(holding), _until(holding, left_on)))
        else:
            may_go.append(group)
    return Verdict(may_go, kept)


def _runs(purpose: Purpose, left_on: dt.date | None, today: dt.date) -> bool:
    return left_on is None or ends_on(purpose, left_on) > today


def _until(purposes: list[Purpose], left_on: dt.date | None) -> dt.date | None:
    if left_on is None or not purposes:
        return None
    return max(ends_on(one, left_on) for one in purposes)


def ends_on(purpose: Purpose, left_on: dt.date) -> dt.date:
    """When the time of a purpose is over for somebody who left or died on a day."""
    return residents.months_after(left_on, purpose.kept_months or 0)
