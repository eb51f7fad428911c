"""Who in the residents' register has asked: a proposal by the telephone number, a person's yes."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.kernel.identity import mask_name
from linli.registers.residents import public as residents
from linli.services.cases import casework, permissions
from linli.services.cases.actions.moves import tell
from linli.services.cases.models import Case
from linli.shared.work import public as work


class NotTheirNumber(DomainError):
    message = gettext_lazy("档案里这位居民的电话和诉求人的不一样，请核对。")


@transaction.atomic
def link(*, case: Case, person: residents.Person, by: accounts.User, at: dt.datetime) -> None:
    """Join the request to the resident whose number it came with. Raises `NotTheirNumber`.

    Never for an anonymous request, nor by the one complained of.
    """
    permissions.check_reveal(by, case)
    if person not in casework.maybe_asked(by, case):
        raise NotTheirNumber
    _join(case, person)
    tell(
        case,
        "resident_linked",
        by=by,
        at=at,
        text=_("诉求人对上了居民档案：%(home)s %(name)s")
        % {"home": casework.home_of(person), "name": mask_name(person.name)},
    )
    audit.record(
        "cases.link_resident",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"resident": person.pk},
    )


@transaction.atomic
def unlink(*, case: Case, by: accounts.User, at: dt.datetime) -> None:
    """It was somebody else, who has the same telephone."""
    permissions.check_reveal(by, case)
    _join(case, None)
    tell(case, "resident_unlinked", by=by, at=at, text=_("诉求人和居民档案分开了"))
    audit.record("cases.unlink_resident", by=by, at=at, subject=case, subject_name=case.number)


def _join(case: Case, person: residents.Person | None) -> None:
    Case.objects.filter(pk=case.pk).update(resident=person)
    case.resident = person
    work.concern(item=case.work, resident=person)
