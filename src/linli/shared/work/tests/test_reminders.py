"""The reminder ladder: half the time, a day, an hour before, a day after; told once each."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.notices.public import Notice
from linli.shared.work import clocks
from linli.shared.work.actions import telling
from linli.shared.work.actions.rules import copy_preset
from linli.shared.work.deadlines import Due, Rung, Unit, next_reminder
from linli.shared.work.models import ClockKind, Preset
from linli.shared.work.tests.factories import (
    DAY,
    HEAD,
    HOUR,
    MORNING,
    STREET,
    WORKER,
    make_item,
    make_preset,
    make_town,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]
LADDER = [[Rung.SHARE, 50], [Rung.BEFORE, 1440], [Rung.BEFORE, 60], [Rung.AFTER, 1440]]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def worker(town):
    return make_user(WORKER, town.grid)


@pytest.fixture
def head(town):
    return make_user(HEAD, town.community)


def start(town, worker, hours, ladder=LADDER):
    """A clock of so many hours under a preset with this ladder."""
    preset = make_preset([(ClockKind.HANDLE, "", None, hours, Unit.HOURS)])
    Preset.objects.filter(pk=preset.pk).update(reminders=ladder)
    item = make_item(town, assignee=worker)
    return clocks.start(item=item, kind=ClockKind.HANDLE, topic="", at=MORNING)


def sweep(at):
    """One round of the worker; the titles that were told, by person."""
    before = set(Notice.objects.values_list("pk", flat=True))
    telling.sweep_overdue(at=at)
    telling.remind_due(at=at)
    new = Notice.objects.exclude(pk__in=before).select_related("recipient").order_by("pk")
    return [(notice.recipient, notice.title.split("：")[0]) for notice in new]


def test_each_step_is_told_once_and_the_head_hears_when_it_is_late(town, worker, head):
    start(town, worker, 96)
    due = MORNING + 4 * DAY
    told = {}
    for hours in range(96 + 60):
        if found := sweep(MORNING + hours * HOUR + dt.timedelta(minutes=1)):
            told[hours] = found
    assert told == {
        48: [(worker, "提醒")],
        72: [(worker, "提醒")],
        95: [(worker, "快到期")],
        96: [(worker, "已超时"), (head, "已超时")],
        120: [(worker, "超时还没办完"), (head, "超时还没办完")],
    }
    assert sweep(due + 30 * DAY) == []


def test_a_worker_that_was_down_tells_the_present_step_only(town, worker, head):
    start(town, worker, 96)
    assert sweep(MORNING + 73 * HOUR) == [(worker, "提醒")]
    # The hour before came and went meanwhile, and so did the day after: late is told once.
    assert sweep(MORNING + 200 * HOUR) == [(worker, "已超时"), (head, "已超时")]
    assert sweep(MORNING + 300 * HOUR) == []


def test_nobody_is_told_a_day_before_of_what_takes_two_hours(town, worker):
    start(town, worker, 2)
    assert sweep(MORNING + HOUR / 2) == []
    assert sweep(MORNING + HOUR) == [(worker, "提醒")]
    assert sweep(MORNING + HOUR * 3 / 2) == []


def test_without_a_ladder_people_are_reminded_when_it_turns_amber(town, worker):
    start(town, worker, 10, ladder=[])
    assert sweep(MORNING + 7 * HOUR) == []
    assert sweep(MORNING + 8 * HOUR) == [(worker, "快到期")]


def test_a_later_limit_brings_its_own_reminders(town, worker):
    clock = start(town, worker, 4)
    sweep(MORNING + 3 * HOUR)
    extended = clocks.extend(item=clock.item, kind=ClockKind.HANDLE, new_due_at=MORNING + 3 * DAY)
    assert extended.remind_at == MORNING + 36 * HOUR
    assert sweep(MORNING + 36 * HOUR) == [(worker, "提醒")]


def test_the_next_step_is_the_first_after_an_instant():
    asked = {"started_at": MORNING, "due_at": MORNING + 4 * DAY, "amber_at": MORNING + 3 * DAY}
    assert next_reminder(LADDER, after=MORNING, **asked) == MORNING + 2 * DAY
    assert next_reminder(LADDER, after=MORNING + 2 * DAY, **asked) == MORNING + 3 * DAY
    assert next_reminder(LADDER, after=MORNING + 5 * DAY, **asked) is None


def test_a_paused_clock_reminds_nobody(town, worker):
    clock = start(town, worker, 4)
    clocks.pause(item=clock.item, kind=ClockKind.HANDLE, reason="等料", at=MORNING + HOUR)
    assert sweep(MORNING + 3 * HOUR) == []
    clocks.resume(item=clock.item, kind=ClockKind.HANDLE, at=MORNING + 9 * HOUR)
    clock.refresh_from_db()
    assert clock.remind_at > MORNING + HOUR
    clocks.set_due(clock, Due(None))
    assert clock.remind_at is None


def test_the_ladder_is_changed_on_the_presets_page(town, worker):
    street = make_user(STREET, town.street)
    preset = make_preset()
    page = Client()
    page.force_login(street)
    url = reverse("work:preset-reminders", args=[preset.pk])
    page.post(url, {"share": "50", "before": "24，1.5", "after": ""})
    preset.refresh_from_db()
    assert preset.reminders == [["share", 50], ["before", 1440], ["before", 90]]
    assert "24，1.5" in page.get(reverse("work:preset", args=[preset.pk])).content.decode()
    assert copy_preset(preset=preset, name="本地", by=street, at=MORNING).reminders == (
        preset.reminders
    )

    page.post(url, {"share": "50", "before": "一天", "after": ""})
    preset.refresh_from_db()
    assert preset.reminders[1:] == [["before", 1440], ["before", 90]]

    page.force_login(worker)
    assert page.post(url, {}).status_code == 403
