"""Handing a file back with what is to be mended: an export of personal data, so it is recorded."""

import datetime as dt

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.shared.imports import permissions
from linli.shared.imports.corrections.build import Corrections, corrections
from linli.shared.imports.models import Run


@transaction.atomic
def hand_back(*, run: Run, by: accounts.User, at: dt.datetime) -> Corrections:
    """The uploaded file with one more column. Raises `NotFound` when it was deleted since."""
    permissions.check_run(by, run)
    made = corrections(run)
    audit.record(
        "imports.hand_back",
        by=by,
        at=at,
        subject=run,
        subject_name=run.file_name,
        changes={"rows": run.bad},
    )
    return made
