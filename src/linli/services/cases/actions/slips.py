"""The slip with number and query code."""

import datetime as dt

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.services.cases import permissions
from linli.services.cases.models import Case


@transaction.atomic
def print_again(*, case: Case, by: accounts.User, at: dt.datetime) -> None:
    """Record that the slip of a request was shown again. Raises `NotAllowed`."""
    permissions.check_hand_slip(by, case)
    audit.record("cases.print_slip", by=by, at=at, subject=case, subject_name=case.number)
