"""Heartbeats of workers, and what becomes of the jobs of those that stopped."""

import datetime as dt

from django_tasks_db.models import DBTaskResult

from linli.foundation.jobs import attempts
from linli.foundation.jobs.models import Worker

DEAD_AFTER = dt.timedelta(seconds=60)


def beat(worker_id: str, *, at: dt.datetime) -> None:
    """Say that the worker lives."""
    Worker.objects.update_or_create(
        pk=worker_id,
        defaults={"seen_at": at},
        create_defaults={"seen_at": at, "started_at": at},
    )


def leave(worker_id: str) -> None:
    """The worker ends by itself and runs nothing any more."""
    Worker.objects.filter(pk=worker_id).delete()


def reap(*, at: dt.datetime, dead_after: dt.timedelta = DEAD_AFTER, idle: str = "") -> int:
    """Put the running jobs of dead workers back into the queue; returns how many.

    `idle` is a worker that runs nothing now: what still carries its name was lost in an error.
    """
    alive = set(Worker.objects.filter(seen_at__gt=at - dead_after).values_list("pk", flat=True))
    orphans = []
    for row in DBTaskResult.objects.running():
        worker = row.worker_ids[-1] if row.worker_ids else ""
        silent = worker not in alive and row.started_at and row.started_at <= at - dead_after
        if silent or (idle and worker == idle):
            orphans.append(row)
    for row in orphans:
        attempts.take_over(row, at=at)
    Worker.objects.filter(seen_at__lte=at - dead_after).delete()
    return len(orphans)
