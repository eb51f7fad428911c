"""What people are told before they tell something of themselves, and what they agree to first."""

import dataclasses
from collections.abc import Collection, Iterable, Sequence

from linli.services.privacy.models import Basis, NoticeText, Purpose, TextKind
from linli.services.privacy.queries import purposes as of_purposes
from linli.services.privacy.queries.standing import Said, said_by


@dataclasses.dataclass(frozen=True)
class Ground:
    """For what a group of somebody's facts may be asked of the person (arts 17, 30). `to_agree`:
    not before the person has agreed to this purpose alone."""

    purpose: Purpose
    to_agree: bool


def grounds_of(ids: Collection[int], groups: Iterable[str]) -> dict[int, dict[str, Ground]]:
    """Person → code of a group → why it may be asked. A group that no purpose needs, or that the
    person does not want used, is missing. A constant number of queries."""
    asked, purposes = list(groups), of_purposes.in_use()
    said = said_by(ids)
    return {
        pk: {
            code: ground
            for code in asked
            if (ground := _ground(code, pk, said, purposes)) is not None
        }
        for pk in ids
    }


def _ground(group: str, person: int, said: Said, purposes: Sequence[Purpose]) -> Ground | None:
    covering = [one for one in purposes if group in one.groups and one.basis != Basis.EMERGENCY]
    for one in covering:
        if said.allows(person, one):
            return Ground(one, to_agree=False)
    for one in covering:
        if said.is_unasked(person, one):
            return Ground(one, to_agree=True)
    return None


def notice_for(*, child: bool) -> NoticeText | None:
    """The text that somebody is told first; for a child the rules for children, where there are
    any. None while nothing is published."""
    children = of_purposes.published(TextKind.CHILDREN) if child else None
    return children or of_purposes.published(TextKind.GENERAL)
