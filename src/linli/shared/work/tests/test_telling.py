"""Who is told what, and that it is told once: also when the sweeper is killed in the middle."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from linli.foundation.notices.public import Notice
from linli.shared.work import clocks
from linli.shared.work.actions import telling
from linli.shared.work.models import Clock, ClockKind, Preset, Priority
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.tests.factories import (
    DAY,
    HEAD,
    HOUR,
    MORNING,
    WORKER,
    make_item,
    make_partner,
    make_town,
    make_user,
    run_clock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    # One reminder, as where no preset says otherwise.
    Preset.objects.filter(in_use=True).update(in_use=False)
    return make_town()


@pytest.fixture
def worker(town):
    return make_user(WORKER, town.grid)


@pytest.fixture
def head(town):
    return make_user(HEAD, town.community)


def told(kind):
    """Who has a notice of this kind, with its title."""
    return {notice.recipient: notice.title for notice in Notice.objects.filter(kind=kind)}


def test_a_reminder_comes_with_amber_and_once(town, worker, head):
    row = run_clock(make_item(town, assignee=worker), 10 * HOUR)
    assert telling.remind_due(at=MORNING + 7.9 * HOUR) == 0
    assert telling.remind_due(at=MORNING + 8 * HOUR) == 1
    assert telling.remind_due(at=MORNING + 9 * HOUR) == 0

    assert told(telling.REMIND) == {worker: "快到期：工作办理，3月11日19:30前"}
    row.refresh_from_db()
    assert row.reminded_at == MORNING + 8 * HOUR


def test_the_resident_is_not_quoted_in_the_title(town, worker):
    run_clock(make_item(town, assignee=worker, title="王秀英家漏水"), HOUR)
    telling.remind_due(at=MORNING + 0.9 * HOUR)
    notice = Notice.objects.get()
    assert "王秀英" not in notice.title
    assert "王秀英家漏水" in notice.text


def test_what_is_late_is_told_to_those_above_too(town, worker, head):
    street = make_user(HEAD, town.street)
    run_clock(make_item(town, assignee=worker), 10 * HOUR)
    assert telling.sweep_overdue(at=MORNING + 10 * HOUR) == 0
    assert telling.sweep_overdue(at=MORNING + 11 * HOUR) == 1
    assert telling.sweep_overdue(at=MORNING + 12 * HOUR) == 0
    assert set(told(telling.OVERDUE)) == {worker, head}
    assert street not in told(telling.OVERDUE)


def test_the_next_above_is_told_where_there_is_no_head(town, worker):
    street = make_user(HEAD, town.street)
    run_clock(make_item(town, assignee=worker), HOUR)
    telling.sweep_overdue(at=MORNING + 2 * HOUR)
    assert set(told(telling.OVERDUE)) == {worker, street}


def test_a_head_who_is_late_is_told_once(town, head):
    run_clock(make_item(town, assignee=head), HOUR)
    telling.sweep_overdue(at=MORNING + 2 * HOUR)
    assert Notice.objects.count() == 1


def test_unclaimed_work_is_told_to_the_unit(town):
    partners = {make_partner(town.firm), make_partner(town.firm)}
    make_partner(town.committee)
    run_clock(make_item(town, team=town.firm), HOUR)
    telling.remind_due(at=MORNING + 0.9 * HOUR)
    assert set(told(telling.REMIND)) == partners


def test_work_of_a_unit_without_people_is_told_to_who_oversees(town, head):
    run_clock(make_item(town, team=town.firm), HOUR)
    telling.remind_due(at=MORNING + 0.9 * HOUR)
    assert set(told(telling.REMIND)) == {head}


def test_work_that_nobody_could_be_told_of_does_not_stop_the_sweep(town):
    run_clock(make_item(town), HOUR)
    assert telling.sweep_overdue(at=MORNING + 2 * HOUR) == 1
    assert telling.sweep_overdue(at=MORNING + 2 * HOUR) == 0
    assert not Notice.objects.exists()


def test_closed_roles_are_not_told(town, worker):
    former = make_user([WorkPermission.SEE_ALL], town.community)
    former.assignments.update(ends_on=(MORNING - DAY).date())
    run_clock(make_item(town, assignee=worker), HOUR)
    telling.sweep_overdue(at=MORNING + 2 * HOUR)
    assert set(told(telling.OVERDUE)) == {worker}


def test_stopped_and_paused_clocks_are_left_alone(town, worker):
    stopped, paused = make_item(town, assignee=worker), make_item(town, assignee=worker)
    run_clock(stopped, HOUR)
    run_clock(paused, HOUR)
    clocks.stop(item=stopped, kind=ClockKind.HANDLE, at=MORNING)
    clocks.pause(item=paused, kind=ClockKind.HANDLE, reason="等", at=MORNING)
    assert telling.remind_due(at=MORNING + 0.9 * HOUR) == 0
    assert telling.sweep_overdue(at=MORNING + 9 * HOUR) == 0


def test_a_worker_that_was_down_tells_only_that_it_is_late(town, worker):
    run_clock(make_item(town, assignee=worker), HOUR)
    at = MORNING + 7 * DAY
    assert telling.remind_due(at=at) == 0
    assert telling.sweep_overdue(at=at) == 1


def test_an_extension_is_told_anew(town, worker):
    item = make_item(town, assignee=worker)
    row = run_clock(item, HOUR)
    telling.remind_due(at=MORNING + 0.9 * HOUR)
    clocks.extend(item=item, kind=ClockKind.HANDLE, new_due_at=MORNING + 10 * HOUR)
    assert telling.remind_due(at=MORNING + 5 * HOUR) == 0
    assert telling.remind_due(at=MORNING + 9 * HOUR) == 1
    row.refresh_from_db()
    assert row.reminded_at == MORNING + 9 * HOUR


def test_a_clock_that_was_stopped_meanwhile_is_not_told(town, worker):
    item = make_item(town, assignee=worker)
    row = run_clock(item, HOUR)
    stale = Clock.objects.get(pk=row.pk)
    clocks.stop(item=item, kind=ClockKind.HANDLE, at=MORNING)
    told = {"overdue_told_at": MORNING + 2 * HOUR}
    assert telling._claim(stale, {"overdue_told_at": None}, told) is False


def test_emergencies_do_not_wait_for_the_morning(town, worker):
    run_clock(make_item(town, assignee=worker, priority=Priority.EMERGENCY), HOUR)
    telling.sweep_overdue(at=MORNING + 2 * HOUR)
    assert Notice.objects.get().urgent


def test_batches_reach_the_end(town, worker):
    for _number in range(5):
        run_clock(make_item(town, assignee=worker), HOUR)
    assert telling.sweep_overdue(at=MORNING + 2 * HOUR, batch=2) == 5


@pytest.mark.parametrize("count", [1, 3])
def test_queries_before_telling_do_not_grow(town, worker, count, django_assert_num_queries):
    for _number in range(count):
        run_clock(make_item(town, assignee=worker), HOUR)
    items = [row.item for row in Clock.objects.select_related("item__assignee", "item__team")]
    with django_assert_num_queries(1):
        people = telling.Audience(items, on=MORNING.date())
        assert [people.in_charge(item) for item in items] == [[worker]] * count


SWEEP = """
import sys, django
django.setup()
from linli.shared.work.actions import telling
from linli.shared.work.tests.factories import HOUR, MORNING
send = telling.notices.send

def send_aloud(**told):
    send(**told)
    print("told", flush=True)
    sys.stdin.readline()

class Aloud:
    send = staticmethod(send_aloud)
    send_to_robots = staticmethod(telling.notices.send_to_robots)

telling.notices = Aloud
telling.sweep_overdue(at=MORNING + 2 * HOUR)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("survived", [0, 3, 8])
def test_a_sweep_that_is_killed_is_finished_by_the_next(shared_with_processes, survived):
    """SIGKILL between the notice of one clock and the end of its transaction."""
    town = make_town()
    worker, head = make_user(WORKER, town.grid), make_user(HEAD, town.community)
    rows = [
        run_clock(make_item(town, assignee=worker, title=f"第{number}件"), HOUR)
        for number in range(5)
    ]
    with subprocess.Popen(
        [sys.executable, "-c", SWEEP],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        for _told in range(survived):
            assert child.stdout.readline() == "told\n"
            child.stdin.write("on\n")
            child.stdin.flush()
        assert child.stdout.readline() == "told\n"
        child.send_signal(signal.SIGKILL)
    connection.close()

    done = Clock.objects.exclude(overdue_told_at=None).count()
    # Two people a clock: the one whose telling was cut short is not counted, nor half told.
    assert done == survived // 2
    assert Notice.objects.count() == done * 2

    assert telling.sweep_overdue(at=MORNING + 3 * HOUR) == len(rows) - done
    assert Counter(Notice.objects.values_list("recipient", flat=True)) == {
        worker.pk: len(rows),
        head.pk: len(rows),
    }
    assert telling.sweep_overdue(at=MORNING + 4 * HOUR) == 0
