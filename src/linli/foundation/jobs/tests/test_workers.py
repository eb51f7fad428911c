"""Heartbeats, and real workers that are stopped and killed."""

import datetime as dt
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from linli.foundation.jobs import queries, workers
from linli.foundation.jobs.models import Worker
from linli.foundation.jobs.tests import sample_jobs
from linli.foundation.jobs.tests.sample_jobs import traces
from linli.kernel import clock

START = clock.local(2026, 3, 2, 9)
MINUTE = dt.timedelta(minutes=1)
PATIENCE = 60


def claimed(worker_id: str) -> DBTaskResult:
    sample_jobs.nothing.enqueue()
    row = DBTaskResult.objects.get(status=Status.READY)
    row.claim(worker_id)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=START)
    return row


@pytest.mark.django_db
class TestReaping:
    def test_a_dead_workers_job_is_ready_again(self) -> None:
        workers.beat("dead", at=START)
        row = claimed("dead")
        assert workers.reap(at=START + 2 * MINUTE) == 1
        [waiting] = queries.waiting()
        assert (waiting.id, waiting.attempts) == (row.pk, 1)
        assert waiting.due_at == START + 2 * MINUTE
        assert "dead" in waiting.error
        assert not Worker.objects.exists()

    def test_a_living_workers_job_is_left_alone_however_long_it_takes(self) -> None:
        claimed("alive")
        workers.beat("alive", at=START)
        workers.beat("alive", at=START + 30 * MINUTE)
        assert workers.reap(at=START + 30.5 * MINUTE) == 0
        assert Worker.objects.get().started_at == START

    def test_a_worker_that_lost_its_job_in_an_error_puts_it_back_itself(self) -> None:
        claimed("w")
        workers.beat("w", at=START)
        assert workers.reap(at=START, idle="other") == 0
        assert workers.reap(at=START, idle="w") == 1
        assert queries.waiting()[0].due_at == START

    def test_a_worker_without_heartbeat_gets_as_long(self) -> None:
        claimed("unknown")
        assert workers.reap(at=START + MINUTE / 2) == 0
        assert workers.reap(at=START + MINUTE) == 1

    def test_a_job_that_kills_each_worker_is_given_up(self) -> None:
        row = claimed("w1")
        for attempt in range(1, 7):
            assert workers.reap(at=START + attempt * 10 * MINUTE) == 1
            row.refresh_from_db()
            if row.status == Status.READY:
                row.claim(f"w{attempt + 1}")
                DBTaskResult.objects.filter(pk=row.pk).update(started_at=START)
        [failed] = queries.failed()
        assert failed.attempts == 6
        assert "w6" in failed.error

    def test_a_worker_that_leaves_is_forgotten(self) -> None:
        workers.beat("w", at=START)
        workers.leave("w")
        assert queries.health(at=START).workers == 0

    def test_health_tells_what_waits_and_who_works(self) -> None:
        workers.beat("w", at=START)
        claimed("w")
        sample_jobs.nothing.enqueue()
        waiting_since = DBTaskResult.objects.get(status=Status.READY).enqueued_at
        sample_jobs.nothing.using(run_after=clock.now() + MINUTE).enqueue()
        health = queries.health(at=START)
        assert (health.workers, health.waiting, health.running, health.failed) == (1, 2, 1, 0)
        assert health.oldest_due_at == waiting_since
        assert queries.running()[0].name == "nothing"


# From here on real processes on the test's own database.


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(shared_with_processes: None) -> Iterator[Start]:
    """Start a Python process on the test's database; it is gone when the test ends."""
    children: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen([sys.executable, *arguments])
        children.append(child)
        return child

    yield run
    for child in children:
        child.kill()
        child.wait(PATIENCE)


def start_worker(start: Start, dead_after: float) -> "subprocess.Popen[bytes]":
    pace = ("--idle=0.1", "--beat=0.2", f"--dead-after={dead_after}")
    return start("-m", "django", "run_worker", *pace)


def until(condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.05)


def has_status(job_id: str, status: Status) -> Callable[[], bool]:
    return lambda: DBTaskResult.objects.get(pk=job_id).status == status


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_runs_again_and_ends_once(
    start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "traces"
    job = sample_jobs.hang_at_first.enqueue(str(path))
    first = start_worker(start, dead_after=1)
    until(lambda: traces(path) == ["start"])
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    assert DBTaskResult.objects.get(pk=job.id).status == Status.RUNNING

    start_worker(start, dead_after=1)
    until(has_status(job.id, Status.SUCCESSFUL))
    assert traces(path) == ["start", "start", "end"]
    assert len(DBTaskResult.objects.get(pk=job.id).worker_ids) == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_jobs_and_end_gently(start: Start, tmp_path: Path) -> None:
    """Each job runs once; one longer than `dead_after` too, and SIGTERM waits for its end."""
    both = [start_worker(start, dead_after=3), start_worker(start, dead_after=3)]
    until(lambda: Worker.objects.count() == 2)
    long, short = tmp_path / "long", tmp_path / "short"
    long_job = sample_jobs.work_slowly.enqueue(str(long), seconds=5)
    for number in range(20):
        sample_jobs.note.enqueue(str(short), word=str(number))
    until(lambda: len(traces(short)) == 20)
    time.sleep(4)
    for worker in both:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(PATIENCE) for worker in both] == [0, 0]

    assert traces(long) == ["start", "end"]
    assert sorted(map(int, traces(short))) == list(range(20))
    assert has_status(long_job.id, Status.SUCCESSFUL)()
    assert not Worker.objects.exists()
