"""New work is told to whoever has to do it; what is urgent to heads and group chats, too."""

import datetime as dt

import pytest

from linli.foundation.notices.public import Notice
from linli.foundation.notices.tests.factories import make_robot
from linli.shared.work import clocks
from linli.shared.work.actions import telling
from linli.shared.work.actions.bulk import Draft, open_many, start_clocks
from linli.shared.work.actions.items import new_item
from linli.shared.work.deadlines import Unit
from linli.shared.work.models import ClockKind, Priority
from linli.shared.work.tests.factories import (
    HEAD,
    HOUR,
    MORNING,
    WORKER,
    make_preset,
    make_town,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]
MINUTE = dt.timedelta(minutes=1)
KINDS = [ClockKind.SIGN, ClockKind.HANDLE]


@pytest.fixture
def town():
    make_preset(
        [(ClockKind.SIGN, "", None, 2, Unit.HOURS), (ClockKind.HANDLE, "", None, 48, Unit.HOURS)]
    )
    return make_town()


@pytest.fixture
def worker(town):
    return make_user(WORKER, town.grid)


@pytest.fixture
def head(town):
    return make_user(HEAD, town.community)


def arrive(town, *, known_at=None, **given):
    """A new item with its first clocks, as services open it."""
    described = {"kind": "errand", "title": "楼道灯不亮", "place": town.grid, **given}
    draft = Draft(new_item(team=town.committee, at=MORNING, **described))
    book = clocks.rule_book()
    start_clocks(draft, kinds=KINDS, topic="", at=MORNING, book=book, known_at=known_at)
    open_many([draft])
    return draft.item


def sweep(at):
    """One round of the worker."""
    telling.sweep_overdue(at=at)
    telling.remind_due(at=at)


def told():
    return [
        (notice.recipient, notice.title)
        for notice in Notice.objects.filter(kind=telling.ARRIVED).order_by("pk")
    ]


def test_whoever_gets_new_work_hears_of_it_once_within_a_minute(town, worker, head):
    arrive(town, assignee=worker)
    for minutes in range(1, 4):
        sweep(MORNING + minutes * MINUTE)
    assert [who for who, _title in told()] == [worker]
    [(_who, title)] = told()
    assert title.startswith("新到的工作：")
    assert title.endswith("签收，3月11日11:30前")
    # The ladder goes on from there.
    sweep(MORNING + 1.9 * HOUR)
    assert Notice.objects.filter(kind=telling.REMIND, recipient=worker).count() == 1


def test_what_is_signed_at_once_is_not_told(town, worker):
    item = arrive(town, assignee=worker)
    clocks.stop(item=item, kind=ClockKind.SIGN, at=MORNING)
    sweep(MORNING + MINUTE)
    assert told() == []


def test_a_worker_that_was_down_tells_that_it_is_late_instead(town, worker, head):
    arrive(town, assignee=worker)
    sweep(MORNING + 3 * HOUR)
    assert told() == []
    assert Notice.objects.filter(kind=telling.OVERDUE, recipient=worker).count() == 1


def test_what_came_with_an_import_is_not_told_one_by_one(town, worker):
    arrive(town, assignee=worker, known_at=MORNING + MINUTE)
    sweep(MORNING + 2 * MINUTE)
    assert told() == []


def test_what_is_urgent_in_an_import_is_told_while_there_is_time(town, worker, head):
    known_at = MORNING + 3 * HOUR  # the limit for signing is over, that for handling is not
    arrive(town, assignee=worker, priority=Priority.URGENT, known_at=known_at)
    sweep(known_at + MINUTE)
    assert [who for who, _title in told()] == [worker, head]
    Notice.objects.all().delete()
    long_ago = MORNING + 100 * HOUR
    arrive(town, assignee=worker, priority=Priority.URGENT, known_at=long_ago)
    sweep(long_ago + MINUTE)
    assert told() == []


def test_heads_and_groups_hear_of_what_is_urgent_without_the_door(town, worker, head):
    make_robot(town.community)
    arrive(town, assignee=worker, priority=Priority.URGENT, title="王秀英家闻到燃气味")
    sweep(MORNING + MINUTE)
    assert [who for who, _title in told()] == [worker, head, None]
    group = Notice.objects.get(recipient=None)
    assert group.title.startswith("紧急，新到的工作：")
    assert group.text == town.grid.full_name
    assert "王秀英" not in group.title + group.text
    assert not group.urgent
    assert group.deliveries.count() == 1


def test_a_group_hears_of_nothing_that_is_not_urgent_but_of_what_is_late(town, worker):
    make_robot(town.community)
    arrive(town, assignee=worker)
    sweep(MORNING + MINUTE)
    assert not Notice.objects.filter(recipient=None).exists()
    sweep(MORNING + 2.1 * HOUR)
    late = Notice.objects.get(recipient=None)
    assert (late.kind, late.text) == (telling.OVERDUE, town.grid.full_name)
