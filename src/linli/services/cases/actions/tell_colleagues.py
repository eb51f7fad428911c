"""Colleagues hear at once of what is asked of them, decided for them, or changed in their hands.

Titles leave the site: they name the request by its number and say nothing of its words.
"""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.foundation.notices import public as notices
from linli.kernel.clock import local_date
from linli.registers.organisations import public as organisations
from linli.registers.organisations.public import Organisation
from linli.services.cases import casework, permissions, together
from linli.services.cases.models import Case, Recusal
from linli.services.cases.permissions import CasesPermission
from linli.shared.work import public as work

ASKED, ANSWERED, CHANGED = "cases.asked", "cases.answered", "cases.changed"


def hear(
    kind: str,
    case: Case,
    people: Iterable[accounts.User],
    title: str,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    words: str = "",
    page: Case | None = None,
) -> None:
    """Tell each of these people but `by`. Nobody who stands back hears of the case; the unit
    complained of reads no words of colleagues. `page`: where it is handled, if not on its own."""
    page = page or case
    recusals = Recusal.objects.filter(case__in={case.pk, page.pk})
    gone = set(recusals.values_list("user_id", flat=True))
    for person in {person.pk: person for person in people}.values():
        if person == by or person.pk in gone:
            continue
        said = "" if permissions.is_concerned(person, case) else words.strip()
        notices.send(
            to=person,
            kind=kind,
            title=f"{title}：{case.number}",
            text=f"{case.title}\n{said}".strip(),
            url=reverse("cases:case", args=[page.pk]),
            urgent=case.work.priority >= work.Priority.EMERGENCY,
            place_path=case.place_path,
            at=at,
        )


def in_charge(case: Case, *, at: dt.datetime) -> list[accounts.User]:
    """Whoever has the case in hand."""
    return work.Audience([case.work], on=local_date(at)).in_charge(case.work)


def people_of(unit: Organisation, case: Case, *, at: dt.datetime) -> list[accounts.User]:
    """Who answers for a unit: its members; of a committee or street without, its heads."""
    on = local_date(at)
    members = organisations.members_of(unit, on=on)
    if members or unit.kind not in casework.OWN_OFFICES:
        return members
    code = CasesPermission.SUPERVISE
    return accounts.people_over(case.place_path, code, on=on, root=unit.place_path)


def deciders(case: Case, *, but: accounts.User | None, at: dt.datetime) -> list[accounts.User]:
    """Who decides what somebody asks for: the closest who oversee the place, or, where that is the
    one who asks, those above."""
    on = local_date(at)
    closest = work.Audience([case.work], on=on).overseeing(case.work)
    found = [who for who in closest if who != but and permissions.can_supervise(who, case)]
    return found or together.deciders(case, but=but, on=on)
