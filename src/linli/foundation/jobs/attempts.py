"""What happens when an attempt fails, or when its worker is gone."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from linli.foundation.jobs import progress
from linli.foundation.jobs.backend import Job

Row = DBTaskResult[Any, Any]


class WorkerLost(Exception):
    """The worker stopped in the middle. When that happens each time, the job may be the cause."""


@transaction.atomic
def fail(row: Row, error: BaseException, *, at: dt.datetime, at_once: bool = False) -> None:
    """Keep the error; try again later, or leave the job failed when that was the last attempt.

    Nothing happens when the attempt is no longer ours: we were believed dead, and another worker
    has the job now.
    """
    running = DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING)
    current = running.filter(pk=row.pk).first()
    if current is None or current.worker_ids != row.worker_ids:
        return
    current.set_failed(error)
    wait = _wait(current)
    if wait is not None:
        _put_back(current, at if at_once else at + dt.timedelta(seconds=wait))
    elif progress_id := current.args_kwargs["kwargs"].get("progress_id"):
        progress.fail(progress_id, message=last_line(current.traceback), at=at)


def take_over(row: Row, *, at: dt.datetime) -> None:
    """Put a dead worker's job back; it has failed when that happened too often."""
    worker = row.worker_ids[-1] if row.worker_ids else ""
    lost = WorkerLost(_("处理这项工作的进程（%(worker)s）中途停止了。") % {"worker": worker})
    fail(row, lost, at=at, at_once=True)


def last_line(traceback: str) -> str:
    """The error itself, without the way it came."""
    return traceback.strip().rpartition("\n")[2]


def _wait(row: Row) -> int | None:
    try:
        job = row.task
    except Exception:  # noqa: BLE001 - what the row names may be gone since the last upgrade
        return None
    return job.wait(len(row.worker_ids)) if isinstance(job, Job) else None


def _put_back(row: Row, run_after: dt.datetime) -> None:
    row.status = TaskResultStatus.READY
    row.run_after = run_after
    row.finished_at = None
    row.save(update_fields=["status", "run_after", "finished_at"])
