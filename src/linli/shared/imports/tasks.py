"""The long steps of a run as one background job, and what sets them going.

Pages ask for a step here: the action and its job stand or fall in one transaction. A job that is
killed runs again and goes on where the run stands; one that was given up is started anew by hand.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.kernel import clock
from linli.shared.imports import permissions
from linli.shared.imports.actions import bringing, cleaning, judging, mapping, undoing, upload
from linli.shared.imports.actions.moves import Tell
from linli.shared.imports.models import Run
from linli.shared.imports.states import State


@jobs.job(retries=3, backoff=5)
def work_on(run_id: int, progress_id: str) -> None:
    """Do what the run's state asks for; nothing when that is done already."""
    run = Run.objects.select_related("by", "place", "undone_by").get(pk=run_id)

    def tell(done: int, total: int) -> bool:
        jobs.progress.advance(progress_id, done=done, total=total, at=clock.now())
        bar = jobs.progress.get(progress_id, owner_id=run.by_id)
        return bar is None or bar.cancel_requested_at is None

    do(run, at=clock.now(), tell=tell)
    if run.state == State.CANCELLED:
        jobs.progress.cancelled(progress_id, at=clock.now())
    jobs.progress.finish(progress_id, at=clock.now())


def do(run: Run, *, at: dt.datetime, tell: Tell) -> None:
    """The long step of the run's present state, at once and here."""
    if run.state == State.READING:
        upload.read(run=run, at=at)
    elif run.state == State.CHECKING:
        judging.check_rows(run=run, at=at, tell=tell)
    elif run.state == State.RUNNING:
        bringing.bring_in(run=run, at=at, tell=tell)
    elif run.state == State.UNDOING:
        undoing.take_out(run=run, at=at, tell=tell)


def start(*, by: accounts.User, at: dt.datetime, **given: Any) -> Run:
    """`upload.start`, then read it."""
    with transaction.atomic():
        run = upload.start(by=by, at=at, **given)
        _enqueue(run, at=at)
    return run


def check(*, run: Run, by: accounts.User, at: dt.datetime, **chosen: Any) -> None:
    """`mapping.choose_columns`, then check all rows."""
    _then_work(mapping.choose_columns, run, by=by, at=at, **chosen)


def bring_in(*, run: Run, by: accounts.User, at: dt.datetime) -> None:
    """`bringing.begin`, then bring the good rows in."""
    _then_work(bringing.begin, run, by=by, at=at)


def undo(*, run: Run, by: accounts.User, at: dt.datetime) -> None:
    """`undoing.begin_undo`, then take the rows out."""
    _then_work(undoing.begin_undo, run, by=by, at=at)


def go_on(*, run: Run, by: accounts.User, at: dt.datetime) -> None:
    """Work again on a run whose job was given up."""
    permissions.check_run(by, run)
    _enqueue(run, at=at)


def stop(*, run: Run, by: accounts.User, at: dt.datetime) -> None:
    """Ask a running import to stop after the batch in hand; what is in stays in."""
    permissions.check_run(by, run)
    if run.progress is not None:
        jobs.progress.request_cancel(str(run.progress), at=at)


def _then_work(
    action: Callable[..., None], run: Run, *, by: accounts.User, at: dt.datetime, **given: Any
) -> None:
    with transaction.atomic():
        action(run=run, by=by, at=at, **given)
        _enqueue(run, at=at)


def _enqueue(run: Run, *, at: dt.datetime) -> None:
    progress_id = jobs.progress.start(
        label=_("导入 %(file)s") % {"file": run.file_name},
        owner_id=run.by_id,
        at=at,
        total=run.total,
    )
    Run.objects.filter(pk=run.pk).update(progress=progress_id)
    work_on.enqueue(run_id=run.pk, progress_id=progress_id)


@jobs.job(retries=2)
def forget_old_files() -> None:
    """Once a day."""
    cleaning.forget_old_files(at=clock.now())
