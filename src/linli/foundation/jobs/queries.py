"""What a person should know of the queue."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from linli.foundation.jobs import attempts
from linli.foundation.jobs.models import Schedule, Worker
from linli.foundation.jobs.schedules import SCHEDULES
from linli.foundation.jobs.workers import DEAD_AFTER

LONGEST_LIST = 200
# A schedule this late means that no worker runs, or that all are busy.
LATE = dt.timedelta(minutes=2)


@dataclasses.dataclass(frozen=True)
class QueuedJob:
    """One job for a page. `error` is the last line of the last error, "" when there was none.

    `due_at` is when it may start: for a waiting job the next attempt.
    """

    id: uuid.UUID
    name: str
    status: str
    attempts: int
    error: str
    traceback: str
    due_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclasses.dataclass(frozen=True)
class Health:
    """The state of the queue. `oldest_due_at` is None when nothing waits that could run."""

    workers: int
    waiting: int
    running: int
    failed: int
    oldest_due_at: dt.datetime | None
    late_schedules: tuple[str, ...]


def failed() -> list[QueuedJob]:
    """Jobs that were given up, latest first, 200 at the most."""
    return _listed(DBTaskResult.objects.failed().order_by("-finished_at"))


def waiting() -> list[QueuedJob]:
    """Jobs that wait, with those that wait for another attempt, in the order they will run."""
    return _listed(DBTaskResult.objects.filter(status=TaskResultStatus.READY))


def running() -> list[QueuedJob]:
    """Jobs that a worker runs now, longest first."""
    return _listed(DBTaskResult.objects.running().order_by("started_at"))


def health(*, at: dt.datetime) -> Health:
    """What `linli doctor` and the page of jobs say first."""
    due = DBTaskResult.objects.ready()
    oldest = min(
        (_due_at(row) for row in due.only("run_after", "enqueued_at")[:1000]), default=None
    )
    late = Schedule.objects.filter(
        enabled=True, next_run_at__lt=at - LATE, name__in=SCHEDULES.keys()
    )
    return Health(
        workers=Worker.objects.filter(seen_at__gt=at - DEAD_AFTER).count(),
        waiting=DBTaskResult.objects.filter(status=TaskResultStatus.READY).count(),
        running=DBTaskResult.objects.running().count(),
        failed=DBTaskResult.objects.failed().count(),
        oldest_due_at=oldest,
        late_schedules=tuple(late.values_list("name", flat=True)),
    )


def _listed(rows: "QuerySet[attempts.Row]") -> list[QueuedJob]:
    return [
        QueuedJob(
            id=row.pk,
            name=row.task_path.rpartition(".")[2],
            status=row.status,
            attempts=len(row.worker_ids),
            error=attempts.last_line(row.traceback),
            traceback=row.traceback,
            due_at=_due_at(row),
            started_at=row.started_at,
            finished_at=row.finished_at,
        )
        for row in rows[:LONGEST_LIST]
    ]


def _due_at(row: attempts.Row) -> dt.datetime:
    # The queue keeps "at once" as a date without end.
    return row.enqueued_at if row.run_after == get_date_max() else row.run_after
