"""What a person may do with the queue. Who may is for the caller: accounts stand above jobs."""

import datetime as dt
import uuid

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from linli.foundation.jobs.models import Schedule
from linli.kernel.errors import InvalidMove


def retry(*, job_id: uuid.UUID, at: dt.datetime) -> None:
    """Run a failed job again, with all its attempts. Raises InvalidMove when it is not failed."""
    failed = DBTaskResult.objects.filter(pk=job_id, status=TaskResultStatus.FAILED)
    if not failed.update(
        status=TaskResultStatus.READY, run_after=at, worker_ids=[], finished_at=None
    ):
        raise InvalidMove


def switch_schedule(*, name: str, enabled: bool) -> None:
    """Stop or resume a schedule; a resumed one that is overdue runs once, at the next tick."""
    Schedule.objects.filter(name=name).update(enabled=enabled)
