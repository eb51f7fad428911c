"""Looking at who asked: each look has a reason and leaves a record."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.services.cases import permissions
from linli.services.cases.models import Case

ACTION = "cases.reveal"


class NeedsReason(DomainError):
    message = gettext_lazy("请写一下为什么要看完整号码。诉求人可以看到号码被查看过几次。")


@dataclasses.dataclass(frozen=True)
class Requester:
    """Name and telephone number in full, for one look."""

    name: str
    phone: str


@transaction.atomic
def reveal(*, case: Case, reason: str, by: accounts.User, at: dt.datetime) -> Requester:
    """Name and number of the requester. Raises `NotAllowed`, `NeedsReason`.

    Never for an anonymous request, nor for the one complained of (济南市条例 art 32).
    """
    permissions.check_reveal(by, case)
    if not reason.strip():
        raise NeedsReason
    audit.record(
        ACTION,
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=reason.strip(),
    )
    return Requester(case.requester_name, case.requester_phone)
