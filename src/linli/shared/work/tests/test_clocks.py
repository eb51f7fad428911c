import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.shared.work import clocks
from linli.shared.work.deadlines import Unit, due_at
from linli.shared.work.models import ClockKind, ClockPause, Priority
from linli.shared.work.tests.factories import (
    DAY,
    HOUR,
    MORNING,
    make_item,
    make_preset,
    make_town,
    run_clock,
)

pytestmark = pytest.mark.django_db
SIGN, CONTACT, HANDLE = ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE


@pytest.fixture
def item():
    return make_item(make_town())


def due(item, kind=HANDLE):
    return item.clocks.get(kind=kind, stopped_at=None).due_at


RULES = [
    (HANDLE, "", None, 5, Unit.WORKING_DAYS),
    (HANDLE, "question", None, 2, Unit.WORKING_DAYS),
    (HANDLE, "", Priority.URGENT, 24, Unit.HOURS),
    (HANDLE, "trouble", Priority.URGENT, 6, Unit.HOURS),
]


@pytest.mark.parametrize(
    ("topic", "priority", "amount"),
    [
        ("", Priority.NORMAL, 5),
        ("trouble", Priority.NORMAL, 5),
        ("question", Priority.NORMAL, 2),
        ("question", Priority.COMPLEX, 2),
        # What is urgent stays urgent, also when it is put as a question.
        ("question", Priority.URGENT, 24),
        ("trouble", Priority.URGENT, 6),
        ("trouble", Priority.EMERGENCY, 5),
    ],
)
def test_the_most_particular_rule_counts(topic, priority, amount):
    make_preset(RULES)
    assert clocks.rule_book().find(HANDLE, topic, priority).amount == amount


@pytest.mark.parametrize("unit", list(Unit))
def test_what_a_book_remembers_is_what_the_arithmetic_says(unit):
    amounts = (0, 1, 5) if unit in (Unit.DAYS, Unit.WORKING_DAYS) else (1, 5)
    make_preset([(HANDLE, "", priority, n, unit) for priority, n in enumerate(amounts)])
    book = clocks.rule_book()
    # Midnight and the minute before, a holiday, the eve of it, and the same days once more.
    days = [(2026, 2, 13), (2026, 2, 17), (2026, 3, 11), (2026, 3, 14)]
    times = [(0, 0), (9, 30), (12, 0), (23, 59)]
    for rule in book.rules:
        limit = clocks.pure(clocks.as_stored(rule))
        for at in [clock.local(*day, *time) for time in times for day in days]:
            assert book.due_at(rule, at) == due_at(limit, at, book.calendar)


def test_no_limit_of_a_kind_is_no_clock(item):
    make_preset(RULES)
    assert clocks.start(item=item, kind=SIGN, topic="", at=MORNING) is None
    assert item.due_at is None
    assert not item.clocks.exists()


def test_rules_of_other_presets_do_not_count():
    own = make_preset([(SIGN, "", None, 2, Unit.HOURS)])
    other = make_preset([(SIGN, "", None, 24, Unit.HOURS)], in_use=False)
    assert clocks.rule_book().find(SIGN, "", 0).preset == own
    assert clocks.rule_book(other).find(SIGN, "", 0).amount == 24


def test_the_item_is_due_at_its_nearest_limit(item):
    make_preset([(SIGN, "", None, 2, Unit.HOURS), (HANDLE, "", None, 24, Unit.HOURS)])
    clocks.start_many(item=item, kinds=[SIGN, CONTACT, HANDLE], topic="", at=MORNING)
    assert item.due_at == MORNING + 2 * HOUR

    clocks.stop(item=item, kind=SIGN, at=MORNING + HOUR)
    assert item.due_at == MORNING + 24 * HOUR
    item.refresh_from_db()
    assert item.due_at == MORNING + 24 * HOUR

    clocks.stop_all(item=item, at=MORNING + 30 * HOUR)
    assert item.due_at is None
    assert {row.kind: row.met for row in item.clocks.all()} == {SIGN: True, HANDLE: False}


def test_a_clock_keeps_the_rule_it_started_with(item):
    preset = make_preset([(HANDLE, "", None, 2, Unit.DAYS)])
    started = clocks.start(item=item, kind=HANDLE, topic="", at=MORNING)
    preset.rules.update(amount=9, version=2)

    started.refresh_from_db()
    assert started.rule == {
        "amount": 2,
        "unit": "days",
        "ends": "midnight",
        "roll_to_workday": False,
        "preset": preset.code,
        "version": 1,
    }
    assert started.due_at == clock.local(2026, 3, 14)


def test_amber_begins_with_the_last_fifth(item):
    make_preset([(HANDLE, "", None, 10, Unit.HOURS)])
    assert clocks.start(item=item, kind=HANDLE, topic="", at=MORNING).amber_at == MORNING + 8 * HOUR


def test_only_one_clock_of_a_kind_runs(item):
    run_clock(item, HOUR)
    with pytest.raises(IntegrityError, match=r"work_clock|clock_one_running"), transaction.atomic():
        run_clock(item, 2 * HOUR)


def test_a_stopped_clock_may_be_followed_by_a_new_one(item):
    make_preset([(HANDLE, "", None, 10, Unit.HOURS)])
    clocks.start(item=item, kind=HANDLE, topic="", at=MORNING)
    clocks.stop(item=item, kind=HANDLE, at=MORNING + HOUR)
    clocks.start(item=item, kind=HANDLE, topic="", at=MORNING + 2 * HOUR)
    assert due(item) == MORNING + 12 * HOUR
    assert item.clocks.count() == 2


def test_stopping_what_does_not_run_changes_nothing(item):
    clocks.stop(item=item, kind=SIGN, at=MORNING)
    assert item.due_at is None


class TestPause:
    @pytest.fixture(autouse=True)
    def ten_hours(self, item):
        make_preset([(HANDLE, "", None, 10, Unit.HOURS)])
        clocks.start(item=item, kind=HANDLE, topic="", at=MORNING)

    def test_what_is_left_is_left_after_it(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等配件", at=MORNING + 4 * HOUR)
        assert item.due_at is None
        assert due(item) is None

        clocks.resume(item=item, kind=HANDLE, at=MORNING + 50 * HOUR)
        assert item.due_at == due(item) == MORNING + 56 * HOUR
        assert item.clocks.get().pauses.get().reason == "等配件"

    def test_several_pauses_add_up(self, item):
        for start, end in [(1, 3), (5, 9)]:
            clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + start * HOUR)
            clocks.resume(item=item, kind=HANDLE, at=MORNING + end * HOUR)
        assert due(item) == MORNING + 16 * HOUR

    def test_twice_is_refused(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING)
        with pytest.raises(clocks.PausedAlready):
            clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + HOUR)

    def test_resuming_what_runs_changes_nothing(self, item):
        assert clocks.resume(item=item, kind=HANDLE, at=MORNING + HOUR) is None
        assert due(item) == MORNING + 10 * HOUR

    def test_without_a_clock_there_is_nothing_to_hold(self, item):
        assert clocks.pause(item=item, kind=SIGN, reason="等", at=MORNING) is None
        assert clocks.resume(item=item, kind=SIGN, at=MORNING) is None

    def test_ends_with_the_clock(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + HOUR)
        clocks.stop(item=item, kind=HANDLE, at=MORNING + 30 * HOUR)
        stopped = item.clocks.get()
        assert stopped.met is True
        assert stopped.pauses.get().to_at == MORNING + 30 * HOUR

    def test_ends_when_the_work_is_over(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + HOUR)
        clocks.stop_all(item=item, at=MORNING + 2 * HOUR)
        assert not ClockPause.objects.filter(to_at=None).exists()

    def test_after_the_limit_saves_nothing(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + 11 * HOUR)
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 20 * HOUR)
        assert due(item) == MORNING + 10 * HOUR


class TestExtension:
    @pytest.fixture(autouse=True)
    def ten_hours(self, item):
        make_preset([(HANDLE, "", None, 10, Unit.HOURS)])
        clocks.start(item=item, kind=HANDLE, topic="", at=MORNING)

    def test_moves_the_limit(self, item):
        extended = clocks.extend(item=item, kind=HANDLE, new_due_at=MORNING + 30 * HOUR)
        assert item.due_at == due(item) == MORNING + 30 * HOUR
        assert extended.amber_at == MORNING + 24 * HOUR

    def test_must_be_later(self, item):
        with pytest.raises(clocks.NotLater):
            clocks.extend(item=item, kind=HANDLE, new_due_at=MORNING + 10 * HOUR)

    def test_needs_a_running_clock(self, item):
        with pytest.raises(clocks.NotRunning):
            clocks.extend(item=item, kind=SIGN, new_due_at=MORNING + 30 * HOUR)

    def test_is_refused_while_paused(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING)
        with pytest.raises(clocks.NotRunning):
            clocks.extend(item=item, kind=HANDLE, new_due_at=MORNING + 30 * HOUR)

    def test_survives_a_pause(self, item):
        clocks.extend(item=item, kind=HANDLE, new_due_at=MORNING + 30 * HOUR)
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + 12 * HOUR)
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 20 * HOUR)
        assert due(item) == MORNING + 38 * HOUR

        clocks.pause(item=item, kind=HANDLE, reason="再等", at=MORNING + 21 * HOUR)
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 22 * HOUR)
        assert due(item) == MORNING + 39 * HOUR

    def test_counts_an_earlier_pause_only_once(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + 1 * HOUR)
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 5 * HOUR)
        clocks.extend(item=item, kind=HANDLE, new_due_at=MORNING + 30 * HOUR)
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + 10 * HOUR)
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 16 * HOUR)
        assert due(item) == MORNING + 36 * HOUR

    def test_with_seconds_is_never_shortened(self, item):
        until = MORNING + 30 * HOUR + dt.timedelta(seconds=30)
        clocks.extend(item=item, kind=HANDLE, new_due_at=until)
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + 12 * HOUR)
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 13 * HOUR)
        assert until + HOUR <= due(item) < until + HOUR + dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("unit", "amount", "extended_to", "after"),
    [
        # Two days of pause are two days more; on workdays, two workdays more.
        (Unit.DAYS, 5, clock.local(2026, 3, 21), clock.local(2026, 3, 23)),
        (Unit.WORKING_DAYS, 5, clock.local(2026, 3, 21), clock.local(2026, 3, 25)),
        (
            Unit.WORKING_HOURS,
            10,
            clock.local(2026, 3, 13, 11, 30),
            clock.local(2026, 3, 17, 11, 30),
        ),
    ],
)
def test_an_extension_in_every_unit_survives_a_pause(item, unit, amount, extended_to, after):
    make_preset([(HANDLE, "", None, amount, unit)])
    clocks.start(item=item, kind=HANDLE, topic="", at=MORNING)
    clocks.extend(item=item, kind=HANDLE, new_due_at=extended_to)
    clocks.pause(item=item, kind=HANDLE, reason="等", at=clock.local(2026, 3, 12))
    clocks.resume(item=item, kind=HANDLE, at=clock.local(2026, 3, 14))
    assert due(item) == after


def test_a_later_limit_is_told_again(item):
    row = run_clock(item, 10 * HOUR, reminded_at=MORNING + 8 * HOUR)
    clocks.extend(item=item, kind=HANDLE, new_due_at=MORNING + 5 * DAY)
    row.refresh_from_db()
    assert row.reminded_at is None


def test_an_overdue_clock_stays_told_after_a_pause(item):
    row = run_clock(item, 10 * HOUR)
    row.rule["unit"], row.rule["amount"] = "hours", 10
    row.overdue_told_at = MORNING + 11 * HOUR
    row.save()
    clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + 12 * HOUR)
    clocks.resume(item=item, kind=HANDLE, at=MORNING + 13 * HOUR)
    row.refresh_from_db()
    assert row.overdue_told_at == MORNING + 11 * HOUR


def test_a_year_without_a_notice_makes_it_provisional(item):
    make_preset([(HANDLE, "", None, 5, Unit.WORKING_DAYS), (SIGN, "", None, 5, Unit.DAYS)])
    at = clock.local(2099, 12, 30, 9)
    handle, sign = clocks.start_many(item=item, kinds=[HANDLE, SIGN], topic="", at=at)
    assert handle.provisional
    assert not sign.provisional


class TestRetopic:
    """A corrected topic or priority: the running clocks follow, counted from their own starts."""

    @pytest.fixture(autouse=True)
    def limits(self, item):
        make_preset(
            [
                (HANDLE, "", None, 10, Unit.HOURS),
                (HANDLE, "question", None, 4, Unit.HOURS),
                (HANDLE, "", Priority.URGENT, 2, Unit.HOURS),
                (SIGN, "", None, 1, Unit.HOURS),
            ]
        )
        clocks.start_many(item=item, kinds=[SIGN, HANDLE], topic="", at=MORNING)

    def test_the_limit_follows(self, item):
        clocks.retopic(item=item, topic="question")
        assert due(item) == MORNING + 4 * HOUR
        assert item.clocks.get(kind=HANDLE).rule["amount"] == 4
        assert due(item, SIGN) == MORNING + HOUR

    def test_urgency_weighs_more(self, item):
        item.priority = Priority.URGENT
        clocks.retopic(item=item, topic="question")
        assert due(item) == MORNING + 2 * HOUR

    def test_pauses_still_count(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + HOUR)
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 3 * HOUR)
        clocks.retopic(item=item, topic="question")
        assert due(item) == MORNING + 6 * HOUR

    def test_a_held_clock_goes_on_by_the_new_rule(self, item):
        clocks.pause(item=item, kind=HANDLE, reason="等", at=MORNING + HOUR)
        clocks.retopic(item=item, topic="question")
        assert due(item) is None
        clocks.resume(item=item, kind=HANDLE, at=MORNING + 3 * HOUR)
        assert due(item) == MORNING + 6 * HOUR

    def test_a_granted_extension_stays(self, item):
        clocks.extend(item=item, kind=HANDLE, new_due_at=MORNING + 30 * HOUR)
        clocks.retopic(item=item, topic="question")
        assert due(item) == MORNING + 30 * HOUR

    def test_without_a_rule_the_old_one_runs_on(self, item):
        make_preset()
        clocks.retopic(item=item, topic="question")
        assert due(item) == MORNING + 10 * HOUR

    def test_stopped_clocks_are_left_alone(self, item):
        clocks.stop(item=item, kind=HANDLE, at=MORNING + HOUR)
        clocks.retopic(item=item, topic="question")
        assert item.clocks.get(kind=HANDLE).rule["amount"] == 10
