"""Jobs that come due by the clock, registered in code and enqueued once whoever ticks."""

import dataclasses
import datetime as dt
import logging
import math
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from linli.foundation.jobs.backend import Job
from linli.foundation.jobs.models import Schedule
from linli.kernel import clock
from linli.kernel.registry import Registry

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Scheduled:
    """A job with its rhythm: every so often, or each day at a time of day in Shanghai."""

    name: str
    job: Job[[], Any]
    every: dt.timedelta | None = None
    daily_at: dt.time | None = None

    def next_after(self, at: dt.datetime, planned: dt.datetime | None = None) -> dt.datetime:
        """The first time after `at`; runs that were missed are not made up for."""
        if self.daily_at is not None:
            today = dt.datetime.combine(clock.local_date(at), self.daily_at, clock.SHANGHAI)
            return today if today > at else today + dt.timedelta(days=1)
        assert self.every is not None  # noqa: S101 - `scheduled` made sure
        start = planned or at
        return start + self.every * max(1, math.floor((at - start) / self.every) + 1)


SCHEDULES: Registry[Scheduled] = Registry("schedules")


def scheduled(
    name: str,
    job: Job[[], Any],
    *,
    every: dt.timedelta | None = None,
    daily_at: dt.time | None = None,
) -> None:
    """Run a job without arguments by the clock; called from `AppConfig.ready`.

    While one run still waits no second one is enqueued, but two may run side by side when one
    takes longer than `every` and there are several workers.
    """
    if (every is None) == (daily_at is None) or (
        every is not None and every < dt.timedelta(seconds=1)
    ):
        raise ValueError(f"{name}: give either `every` (a second or more) or `daily_at`")
    once = dataclasses.replace(job, unique=True)
    SCHEDULES.register(name, Scheduled(name, once, every=every, daily_at=daily_at))


def sync(*, at: dt.datetime) -> None:
    """Bring the table up to the code; a switched-off schedule stays off."""
    for entry in SCHEDULES:
        rhythm = {
            "task_path": entry.job.module_path,
            "every_seconds": int(entry.every.total_seconds()) if entry.every else None,
            "daily_at": entry.daily_at,
        }
        first = at if entry.every else entry.next_after(at)
        row, made = Schedule.objects.get_or_create(
            name=entry.name, defaults={**rhythm, "next_run_at": first}
        )
        if not made and any(getattr(row, name) != value for name, value in rhythm.items()):
            Schedule.objects.filter(pk=row.pk).update(**rhythm, next_run_at=first)
    Schedule.objects.exclude(name__in=SCHEDULES.keys()).delete()


def tick(*, at: dt.datetime) -> int:
    """Enqueue what is due; returns how many. However many workers tick, each run comes once."""
    return sum(run_due(row, at=at) for row in due(at=at))


def due(*, at: dt.datetime) -> QuerySet[Schedule]:
    """Schedules to run now; those of a newer version of the program are left to its workers."""
    return Schedule.objects.filter(enabled=True, next_run_at__lte=at, name__in=SCHEDULES.keys())


@transaction.atomic
def run_due(row: Schedule, *, at: dt.datetime) -> bool:
    """Enqueue one run, unless another worker was quicker. Only one UPDATE finds the old time."""
    entry = SCHEDULES[row.name]
    planned = Schedule.objects.filter(pk=row.pk, next_run_at=row.next_run_at, enabled=True)
    if not planned.update(next_run_at=entry.next_after(at, row.next_run_at), last_run_at=at):
        return False
    entry.job.enqueue()
    return True
