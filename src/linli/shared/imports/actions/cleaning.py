"""Uploaded tables hold personal data: they are kept no longer than they are of use."""

import datetime as dt

from linli.foundation.audit import public as audit
from linli.shared.imports import vault
from linli.shared.imports.models import BadRow, Run

KEEP_DAYS = 30


def forget_old_files(*, at: dt.datetime) -> int:
    """Delete the files of old runs, and the faults that quote from them; returns how many runs."""
    old = Run.objects.filter(at__lt=at - dt.timedelta(days=KEEP_DAYS)).filter(secret__isnull=False)
    count = 0
    for pk in old.values_list("pk", flat=True):
        run = Run.objects.get(pk=pk)
        vault.forget(run, vault.SOURCE, vault.ROWS)
        BadRow.objects.filter(run=run).delete()
        Run.objects.filter(pk=pk).update(secret=None)
        count += 1
    if count:
        audit.record("imports.forget", by=None, at=at, changes={"runs": count})
    return count
