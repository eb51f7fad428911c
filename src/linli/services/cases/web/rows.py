"""The rows of the list: a case with its nearest clock, its requester masked."""

import dataclasses
from collections.abc import Iterable

from linli.foundation.accounts import public as accounts
from linli.kernel.identity import mask_name, mask_phone
from linli.registers.organisations import public as organisations
from linli.services.cases import permissions
from linli.services.cases.models import Case
from linli.shared.work import public as work

COMMITTEE = organisations.Kind.COMMUNITY


@dataclasses.dataclass(frozen=True)
class Row:
    """`place` and `requester` are as this person may see them; `unit` is empty where it goes
    without saying, the committee of the own community."""

    case: Case
    clock: work.Clock | None
    place: str
    requester: str
    unit: str


def rows(cases: Iterable[Case], user: accounts.User, *, of_one_community: bool) -> list[Row]:
    """A page of cases; one query for all their clocks.

    `of_one_community`: its name need not stand in every row.
    """
    page = list(cases)
    running = work.running_clocks(case.work for case in page)
    return [
        Row(
            case,
            next(iter(running[case.work_id]), None),
            _short_place(case, user) if of_one_community else place_of(case, user),
            requester_of(case, user),
            "" if of_one_community and case.owner.kind == COMMITTEE else case.owner.name,
        )
        for case in page
    ]


def _short_place(case: Case, user: accounts.User) -> str:
    name = f"{case.community} " if case.community else ""
    return place_of(case, user).removeprefix(name)


def place_of(case: Case, user: accounts.User) -> str:
    """Where it is. Who is complained of learns no more than the community: a dwelling's number
    is as good as a name."""
    if permissions.is_concerned(user, case):
        return str(case.community or "")
    return f"{case.place} {case.address}".strip()


def requester_of(case: Case, user: accounts.User) -> str:
    """Who asked, masked; nothing for the one complained of."""
    if case.anonymous or permissions.is_concerned(user, case):
        return ""
    return f"{mask_name(case.requester_name)} {mask_phone(case.requester_phone)}".strip()
