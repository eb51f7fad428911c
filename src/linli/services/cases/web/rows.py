"""The rows of the list: a case with its nearest clock, its requester masked."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from linli.foundation.accounts import public as accounts
from linli.kernel import links
from linli.kernel.identity import mask_name, mask_phone
from linli.registers.organisations import public as organisations
from linli.services.cases import permissions
from linli.services.cases.models import Case
from linli.shared.work import public as work

COMMITTEE = organisations.Kind.COMMUNITY


class Masked(NamedTuple):
    """Who asked, as a list may show it."""

    name: str
    phone: str


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A line of the list, in the words that it shows: asking a case for each of them by the
    template takes longer than reading it.

    `place` and `requester` are as this person may see them; `unit` is empty where it goes without
    saying, the committee of the own community. `alert` is the word that spoke for it.
    """

    url: str
    title: str
    number: str
    alert: str
    urges: int
    clock: work.Clock | None
    state: str
    nature: str
    category: str
    place: str
    requester: Masked
    assignee: str
    unit: str
    received_at: dt.datetime


def rows(cases: Iterable[Case], user: accounts.User, *, of_one_community: bool) -> list[Row]:
    """A page of cases; one query for all their clocks.

    `of_one_community`: its name need not stand in every row.
    """
    page = list(cases)
    running = work.running_clocks(case.work for case in page)
    url = links.numbered("cases:case")
    return [
        Row(
            url=url.format(case.pk),
            title=case.title,
            number=case.number,
            alert=case.alerts[0][1] if case.alerts else "",
            urges=case.urges,
            clock=next(iter(running[case.work_id]), None),
            state=case.get_state_display(),
            nature=case.get_nature_display(),
            category=case.category.name if case.category else "",
            place=_short_place(case, user) if of_one_community else place_of(case, user),
            requester=_masked(case, user),
            assignee=str(case.work.assignee or ""),
            unit="" if of_one_community and case.owner.kind == COMMITTEE else case.owner.name,
            received_at=case.received_at,
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
    return case.where


def requester_of(case: Case, user: accounts.User) -> str:
    """Who asked, masked; nothing for the one complained of."""
    return " ".join(part for part in _masked(case, user) if part)


def _masked(case: Case, user: accounts.User) -> Masked:
    if case.anonymous or permissions.is_concerned(user, case):
        return Masked("", "")
    return Masked(mask_name(case.requester_name), mask_phone(case.requester_phone))
