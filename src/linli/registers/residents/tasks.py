"""What the register does in the background: long lists, and a look at everybody once a night."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.kernel import clock
from linli.registers.residents.actions import contradictions, exporting
from linli.registers.residents.models import Export

# More than this takes longer than somebody waits for a page.
AT_ONCE = 2_000


def export(*, by: accounts.User, at: dt.datetime, asked: Mapping[str, Any]) -> Export:
    """`exporting.start`, and write it: now, or by a job with its progress."""
    with transaction.atomic():
        made = exporting.start(by=by, at=at, **asked)
        if made.rows > AT_ONCE:
            enqueue(export=made, at=at)
    if made.progress is None:
        exporting.write(export=made, at=at, tell=lambda done, total: True)
    return made


def enqueue(*, export: Export, at: dt.datetime) -> None:
    """Let the background write it; also again, after its job was given up."""
    progress_id = jobs.progress.start(
        label=_("导出居民"), owner_id=export.by_id, at=at, total=export.rows
    )
    export.progress = uuid.UUID(progress_id)
    export.save(update_fields=["progress"])
    write_export.enqueue(export_id=export.pk, progress_id=progress_id)


@jobs.job(retries=3, backoff=5)
def write_export(export_id: int, progress_id: str) -> None:
    """Nothing when it is written already, was withdrawn, or another job has taken it over."""
    waiting = Export.objects.select_related("by").filter(pk=export_id, progress=progress_id)
    found = waiting.first()

    def tell(done: int, total: int) -> bool:
        return jobs.progress.advance(progress_id, done=done, total=total, at=clock.now())

    if found is None:
        jobs.progress.cancelled(progress_id, at=clock.now())
    elif exporting.write(export=found, at=clock.now(), tell=tell):
        jobs.progress.finish(progress_id, at=clock.now())
    else:
        exporting.forget(found)
        jobs.progress.cancelled(progress_id, at=clock.now())


def stop(*, export: Export, at: dt.datetime) -> None:
    """Withdraw a list that is being written."""
    if export.progress is not None:
        jobs.progress.request_cancel(str(export.progress), at=at)


@jobs.job(retries=2)
def forget_exports() -> int:
    """Once a day."""
    return exporting.forget_old(at=clock.now())


@jobs.job(retries=2)
def look_for_contradictions() -> int:
    """Once a night."""
    return contradictions.sweep(at=clock.now())
