import datetime as dt
import uuid
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from linli.foundation.jobs import actions, attempts, progress, queries
from linli.foundation.jobs.models import Progress, ProgressState
from linli.foundation.jobs.tests import sample_jobs
from linli.foundation.jobs.tests.sample_jobs import traces
from linli.foundation.jobs.worker import run_ready
from linli.kernel import clock
from linli.kernel.errors import InvalidMove

pytestmark = pytest.mark.django_db
START = clock.local(2026, 3, 2, 9)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "traces"


def seconds(count: float) -> dt.timedelta:
    return dt.timedelta(seconds=count)


def only_row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def test_a_job_runs_once_and_is_done(path: Path) -> None:
    sample_jobs.note.enqueue(str(path), word="here")
    assert run_ready() == 1
    assert run_ready() == 0
    assert traces(path) == ["here"]
    assert only_row().status == Status.SUCCESSFUL


def test_a_job_stands_and_falls_with_its_transaction(path: Path) -> None:
    with transaction.atomic():
        sample_jobs.note.enqueue(str(path), word="here")
        transaction.set_rollback(True)
    assert run_ready() == 0
    assert not traces(path)


def test_a_failed_attempt_waits_longer_each_time(path: Path) -> None:
    with time_machine.travel(START, tick=False) as time:
        sample_jobs.fail_twice.enqueue(str(path))
        assert run_ready() == 1
        [waiting] = queries.waiting()
        assert (waiting.attempts, waiting.error) == (1, "ValueError: no luck at 1")
        assert waiting.due_at == START + seconds(10)
        assert waiting.finished_at is None

        time.move_to(START + seconds(9))
        assert run_ready() == 0
        time.move_to(START + seconds(10))
        assert run_ready() == 1
        assert queries.waiting()[0].due_at == START + seconds(10 + 20)

        time.move_to(START + seconds(30))
        assert run_ready() == 1
    row = only_row()
    assert (row.status, row.return_value, row.traceback) == (Status.SUCCESSFUL, "done", "")
    assert len(row.worker_ids) == 3


def test_the_wait_grows_to_an_hour_at_most() -> None:
    job = sample_jobs.note.using()
    patient = type(job)(func=job.func, retries=20)
    assert [patient.wait(attempt) for attempt in (1, 2, 3, 9, 10, 20, 21)] == [
        10,
        20,
        40,
        2560,
        3600,
        3600,
        None,
    ]


def fail_for_good(path: Path, progress_id: str = "") -> None:
    with time_machine.travel(START, tick=False) as time:
        sample_jobs.fail_always.enqueue(str(path), progress_id=progress_id)
        for _ in range(5):
            run_ready()
            time.shift(seconds(3600))


def test_after_its_last_attempt_a_job_stays_visible_with_its_error(path: Path) -> None:
    fail_for_good(path)
    assert traces(path) == ["run"] * 2
    [failed] = queries.failed()
    assert failed.name == "fail_always"
    assert failed.attempts == 2
    assert failed.error == "ValueError: never any luck"
    assert "sample_jobs.py" in failed.traceback
    assert queries.waiting() == []


def test_a_failed_job_can_be_tried_again_with_all_its_attempts(path: Path) -> None:
    fail_for_good(path)
    actions.retry(job_id=only_row().pk, at=START)
    assert queries.waiting()[0].attempts == 0
    assert run_ready() == 1
    assert only_row().status == Status.READY
    assert traces(path) == ["run"] * 3


def test_only_a_failed_job_can_be_tried_again(path: Path) -> None:
    waiting = sample_jobs.note.enqueue(str(path), word="here")
    for job_id in (uuid.UUID(waiting.id), uuid.uuid4()):
        with pytest.raises(InvalidMove):
            actions.retry(job_id=job_id, at=START)


def test_a_job_that_fails_for_good_says_so_on_its_progress(path: Path) -> None:
    progress_id = progress.start(label="导入", owner_id=None, at=START)
    fail_for_good(path, progress_id)
    bar = Progress.objects.get(pk=progress_id)
    assert (bar.state, bar.message) == (ProgressState.FAILED, "ValueError: never any luck")


def test_an_answer_that_cannot_be_kept_is_an_error() -> None:
    sample_jobs.answer_unfit.enqueue()
    run_ready()
    assert "Unsupported type" in queries.waiting()[0].error


def test_a_job_that_the_program_no_longer_has_fails_at_once() -> None:
    sample_jobs.nothing.enqueue()
    DBTaskResult.objects.update(task_path="linli.foundation.jobs.tests.sample_jobs.gone")
    assert run_ready() == 1
    [failed] = queries.failed()
    assert failed.name == "gone"
    assert failed.error.startswith("ImportError")


def test_a_job_cannot_end_its_worker() -> None:
    sample_jobs.leave.enqueue()
    assert run_ready() == 1
    assert queries.waiting()[0].error == "SystemExit: 3"


def test_the_error_of_an_attempt_that_was_taken_over_changes_nothing() -> None:
    sample_jobs.nothing.enqueue()
    slow = only_row()
    slow.claim("slow")
    other = only_row()
    attempts.take_over(other, at=START)
    other.refresh_from_db()
    other.claim("quick")

    attempts.fail(slow, ValueError("too late"), at=START)
    row = only_row()
    assert (row.status, row.worker_ids) == (Status.RUNNING, ["slow", "quick"])
    assert "too late" not in row.traceback


class TestUnique:
    def test_waits_once(self, path: Path) -> None:
        first = sample_jobs.once.enqueue(str(path))
        second = sample_jobs.once.enqueue(str(path))
        assert first.id == second.id
        assert run_ready() == 1

    def test_other_arguments_are_another_job(self, path: Path) -> None:
        sample_jobs.once.enqueue(str(path))
        sample_jobs.once.enqueue(f"{path}2")
        assert run_ready() == 2

    def test_what_runs_already_may_have_missed_the_news_so_another_waits(self, path: Path) -> None:
        sample_jobs.once.enqueue(str(path))
        only_row().claim("w")
        sample_jobs.once.enqueue(str(path))
        assert DBTaskResult.objects.count() == 2

    def test_can_be_enqueued_again_when_done_and_pruned(self, path: Path) -> None:
        for _ in range(2):
            sample_jobs.once.enqueue(str(path))
            assert run_ready() == 1
            DBTaskResult.objects.all().delete()
