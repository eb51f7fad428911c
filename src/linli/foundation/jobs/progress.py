"""What a long job tells the page that waits for it.

    progress_id = progress.start(label="导入住户", total=0, owner_id=user.pk, at=at)
    import_rows.enqueue(batch_id=7, progress_id=progress_id)

and in the job, after each batch (outside the batch's transaction, so that others can see it):

    if not progress.advance(progress_id, done=2000, total=14000, at=clock.now()):
        return progress.cancelled(progress_id, at=clock.now(), message="…")
    …
    progress.finish(progress_id, at=clock.now(), message="…")
"""

import datetime as dt
import uuid
from typing import Any

from linli.foundation.jobs.models import Progress, ProgressState

LONGEST_MESSAGE = 300


def start(*, label: str, owner_id: int | None, at: dt.datetime, total: int = 0) -> str:
    """A new progress bar; returns its id, which travels as an argument of the job."""
    row = Progress.objects.create(
        label=label[:120], owner_id=owner_id, total=total, started_at=at, updated_at=at
    )
    return str(row.pk)


def advance(
    progress_id: str, *, done: int, at: dt.datetime, total: int | None = None, message: str = ""
) -> bool:
    """Say how far the job is. False when somebody asked to cancel: stop at a clean place."""
    values: dict[str, Any] = {"done": done, "updated_at": at}
    if total is not None:
        values["total"] = total
    if message:
        values["message"] = message[:LONGEST_MESSAGE]
    running = Progress.objects.filter(pk=progress_id, state=ProgressState.RUNNING)
    return bool(running.update(**values)) and running.filter(cancel_requested_at=None).exists()


def finish(progress_id: str, *, at: dt.datetime, message: str = "") -> None:
    """The job has done all it had to do."""
    _end(progress_id, ProgressState.DONE, at, message)


def fail(progress_id: str, *, at: dt.datetime, message: str) -> None:
    """The job will not be finished; `message` says what is done and what is not."""
    _end(progress_id, ProgressState.FAILED, at, message)


def cancelled(progress_id: str, *, at: dt.datetime, message: str = "") -> None:
    """The job stopped because somebody asked it to."""
    _end(progress_id, ProgressState.CANCELLED, at, message)


def request_cancel(progress_id: str, *, at: dt.datetime) -> bool:
    """Ask the job to stop; False when it has ended already. The caller checks whose it is."""
    running = Progress.objects.filter(
        pk=progress_id, state=ProgressState.RUNNING, cancel_requested_at=None
    )
    return bool(running.update(cancel_requested_at=at))


def get(progress_id: str | uuid.UUID, *, owner_id: int | None) -> Progress | None:
    """The owner's progress bar, or None: for somebody else it does not exist."""
    return Progress.objects.filter(pk=progress_id, owner_id=owner_id).first()


def _end(progress_id: str, state: ProgressState, at: dt.datetime, message: str) -> None:
    Progress.objects.filter(pk=progress_id, state=ProgressState.RUNNING).update(
        state=state, updated_at=at, message=message[:LONGEST_MESSAGE]
    )
