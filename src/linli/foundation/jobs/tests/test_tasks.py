import datetime as dt

import pytest
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from linli.foundation.jobs import progress, tasks
from linli.foundation.jobs.models import Progress
from linli.foundation.jobs.tests import sample_jobs
from linli.foundation.jobs.worker import run_ready
from linli.kernel import clock

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def ended(status: Status, days_ago: float) -> DBTaskResult:
    result = sample_jobs.nothing.enqueue()
    rows = DBTaskResult.objects.filter(pk=result.id)
    rows.update(status=status, finished_at=clock.now() - days_ago * DAY)
    return rows.get()


def test_what_went_well_goes_after_a_day_and_what_failed_after_three_months() -> None:
    kept = [
        ended(Status.SUCCESSFUL, 0.5),
        ended(Status.FAILED, 80),
    ]
    gone = [
        ended(Status.SUCCESSFUL, 1.5),
        ended(Status.FAILED, 100),
    ]
    tasks.prune.enqueue()
    run_ready()
    left = set(DBTaskResult.objects.values_list("pk", flat=True))
    assert {row.pk for row in kept} <= left
    assert not {row.pk for row in gone} & left


def test_old_progress_bars_go() -> None:
    now = clock.now()
    for days in (10, 40):
        progress.start(label=str(days), owner_id=1, at=now - days * DAY)
    tasks.prune.enqueue()
    run_ready()
    assert [bar.label for bar in Progress.objects.all()] == ["10"]
