"""Words among colleagues."""

import datetime as dt

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import NotFound
from linli.services.cases import queries
from linli.services.cases.models import Case
from linli.shared.work import public as work


@transaction.atomic
def add_note(*, case: Case, text: str, by: accounts.User, at: dt.datetime) -> None:
    """Leave a note that residents never see; whoever sees the case may. Raises `EmptyNote`."""
    if not queries.visible_to(by, by_index=False).filter(pk=case.pk).exists():
        raise NotFound
    work.write_note(item=case.work, text=text, by=by, at=at)
    audit.record("cases.note", by=by, at=at, subject=case, subject_name=case.number)
