import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.jobs import actions, queries, schedules
from linli.foundation.jobs.models import Schedule
from linli.foundation.jobs.schedules import SCHEDULES, Scheduled
from linli.foundation.jobs.tests import sample_jobs
from linli.foundation.jobs.worker import run_ready
from linli.kernel import clock
from linli.kernel.registry import RegistryClosed

START = clock.local(2026, 3, 2, 9)
MINUTE = dt.timedelta(minutes=1)

Add = Callable[..., Scheduled]


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Add:
    """Put an entry into the registry, as an app does while the program starts."""
    monkeypatch.setattr(SCHEDULES, "_items", {})

    def put(name: str = "test.minute", **rhythm: object) -> Scheduled:
        monkeypatch.setattr("django.apps.apps.ready", False)
        try:
            schedules.scheduled(name, sample_jobs.nothing, **(rhythm or {"every": MINUTE}))
        finally:
            monkeypatch.setattr("django.apps.apps.ready", True)
        return SCHEDULES[name]

    return put


def next_run() -> dt.datetime:
    return Schedule.objects.get().next_run_at


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (clock.local(2026, 3, 2, 1), clock.local(2026, 3, 2, 3, 30)),
        (clock.local(2026, 3, 2, 3, 30), clock.local(2026, 3, 3, 3, 30)),
        (clock.local(2026, 3, 2, 23), clock.local(2026, 3, 3, 3, 30)),
        (clock.local(2026, 12, 31, 12), clock.local(2027, 1, 1, 3, 30)),
        # 20:00 in London is already the next day in Shanghai.
        (dt.datetime(2026, 3, 2, 20, tzinfo=dt.UTC), clock.local(2026, 3, 4, 3, 30)),
    ],
)
def test_daily_means_shanghai(at: dt.datetime, expected: dt.datetime) -> None:
    entry = Scheduled("test", sample_jobs.nothing, daily_at=dt.time(3, 30))
    assert entry.next_after(at) == expected


@given(
    every=st.integers(1, 100_000).map(lambda seconds: dt.timedelta(seconds=seconds)),
    late=st.integers(0, 10_000_000).map(lambda seconds: dt.timedelta(seconds=seconds)),
)
def test_the_next_run_is_ahead_by_one_period_at_most_and_keeps_the_beat(
    every: dt.timedelta, late: dt.timedelta
) -> None:
    entry = Scheduled("test", sample_jobs.nothing, every=every)
    following = entry.next_after(START + late, START)
    assert START + late < following <= START + late + every
    assert (following - START) % every == dt.timedelta(0)


@pytest.mark.django_db
def test_a_due_schedule_is_enqueued_once_a_period(add: Add) -> None:
    add()
    schedules.sync(at=START)
    assert schedules.tick(at=START) == 1
    assert schedules.tick(at=START + MINUTE / 2) == 0
    assert run_ready() == 1
    assert schedules.tick(at=START + MINUTE) == 1
    assert Schedule.objects.get().last_run_at == START + MINUTE


@pytest.mark.django_db
def test_of_two_workers_that_saw_it_due_one_enqueues(add: Add) -> None:
    add()
    schedules.sync(at=START)
    [seen_by_one] = schedules.due(at=START)
    [seen_by_other] = schedules.due(at=START)
    assert schedules.run_due(seen_by_one, at=START)
    assert not schedules.run_due(seen_by_other, at=START)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_tick_at_the_same_time_enqueue_each_run_once(add: Add) -> None:
    for number in range(4):
        add(f"test.minute{number}")
    schedules.sync(at=START)
    start, won = threading.Barrier(2), []

    def tick_for_a_while() -> None:
        start.wait()
        won.append(sum(schedules.tick(at=START + minute * MINUTE) for minute in range(15)))
        connection.close()

    threads = [threading.Thread(target=tick_for_a_while) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(won) == 4 * 15


@pytest.mark.django_db
def test_runs_missed_while_no_worker_ran_are_not_made_up_for(add: Add) -> None:
    add()
    schedules.sync(at=START)
    assert schedules.tick(at=START + 90.5 * MINUTE) == 1
    assert next_run() == START + 91 * MINUTE


@pytest.mark.django_db
def test_runs_do_not_pile_up_while_workers_are_busy(add: Add) -> None:
    add()
    schedules.sync(at=START)
    for minute in range(5):
        schedules.tick(at=START + minute * MINUTE)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_switched_off_schedule_rests_and_stays_off(add: Add) -> None:
    add()
    schedules.sync(at=START)
    actions.switch_schedule(name="test.minute", enabled=False)
    schedules.sync(at=START)
    assert schedules.tick(at=START) == 0
    actions.switch_schedule(name="test.minute", enabled=True)
    assert schedules.tick(at=START + MINUTE) == 1


@pytest.mark.django_db
def test_the_table_follows_the_code(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    add()
    schedules.sync(at=START)
    schedules.tick(at=START)
    before = next_run()
    schedules.sync(at=START + MINUTE / 2)
    assert next_run() == before

    monkeypatch.setattr(SCHEDULES, "_items", {})
    add("test.minute", daily_at=dt.time(4))
    schedules.sync(at=START)
    row = Schedule.objects.get()
    assert (row.every_seconds, row.daily_at) == (None, dt.time(4))
    assert row.next_run_at == clock.local(2026, 3, 3, 4)

    monkeypatch.setattr(SCHEDULES, "_items", {})
    schedules.sync(at=START)
    assert not Schedule.objects.exists()


@pytest.mark.django_db
def test_what_a_newer_version_scheduled_is_left_to_it(add: Add) -> None:
    add()
    Schedule.objects.create(
        name="test.newer", task_path="of.tomorrow", every_seconds=60, next_run_at=START
    )
    assert schedules.tick(at=START) == 0


@pytest.mark.django_db
def test_a_late_schedule_is_a_sign_of_no_worker(add: Add) -> None:
    add()
    schedules.sync(at=START)
    assert queries.health(at=START + MINUTE).late_schedules == ()
    assert queries.health(at=START + 3 * MINUTE).late_schedules == ("test.minute",)


@pytest.mark.parametrize(
    "rhythm",
    [
        {},
        {"every": MINUTE, "daily_at": dt.time(4)},
        {"every": dt.timedelta(0)},
        {"every": dt.timedelta(milliseconds=10)},
    ],
)
def test_a_schedule_has_one_rhythm_of_a_second_or_more(rhythm: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either `every`"):
        schedules.scheduled("test.odd", sample_jobs.nothing, **rhythm)


def test_schedules_are_made_while_the_program_starts() -> None:
    with pytest.raises(RegistryClosed):
        schedules.scheduled("test.late", sample_jobs.nothing, every=MINUTE)


def test_the_queue_prunes_itself() -> None:
    assert SCHEDULES["jobs.prune"].daily_at
