"""Taking out again what a run brought in."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.shared.imports import permissions, queries
from linli.shared.imports.actions.moves import Tell, fire, untold
from linli.shared.imports.models import Batch, Run
from linli.shared.imports.states import UNDO_DAYS, Step


class TooLateToUndo(DomainError):
    message = _("导入已经超过7天，不能整批撤销了。请逐件处理，或联系管理员。")


@transaction.atomic
def begin_undo(*, run: Run, by: accounts.User | None, at: dt.datetime) -> None:
    """Ask for a whole import to be taken back. Raises `TooLateToUndo`."""
    permissions.check_run(by, run)
    if run.finished_at and at > run.finished_at + dt.timedelta(days=UNDO_DAYS):
        raise TooLateToUndo
    fire(run, Step.UNDO, undone_by=by, undone_at=at)
    audit.record(
        "imports.undo",
        by=by,
        at=at,
        subject=run,
        subject_name=run.file_name,
        changes={"target": run.target, "created": run.created, "updated": run.updated},
    )


def take_out(*, run: Run, at: dt.datetime, tell: Tell = untold) -> None:
    """Remove what came in, the last batch first; may be killed and called again."""
    gone = 0
    for batch in run.batches.filter(undone=False).order_by("-last_row"):
        _take_out_batch(run, batch, at)
        gone += len(batch.ids) + len(batch.updates)
        tell(gone, run.created + run.updated)
    with transaction.atomic():
        fire(run, Step.UNDONE)
        audit.record(
            "imports.undone",
            by=run.undone_by,
            at=at,
            subject=run,
            subject_name=run.file_name,
            changes={"kept": run.kept},
        )


@transaction.atomic
def _take_out_batch(run: Run, batch: Batch, at: dt.datetime) -> None:
    if not Batch.objects.filter(pk=batch.pk, undone=False).update(undone=True):
        return
    target = queries.target_of(run)
    if batch.ids:
        run.kept += target.undo(batch.ids, by=run.undone_by, at=at).kept
    if batch.updates:
        run.kept += target.undo_updates(batch.updates, by=run.undone_by, at=at).kept
    run.save(update_fields=["kept"])
