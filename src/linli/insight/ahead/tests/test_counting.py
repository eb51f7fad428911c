"""Months are counted as the requests are, and again when these change."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import call_command

from linli.insight.ahead import counting, tasks
from linli.insight.ahead.models import Counted, MonthCount
from linli.services.cases.public import Case, Category
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
AT = factories.MORNING


def told(place):
    rows = MonthCount.objects.filter(place=place).order_by("month", "category")
    return [(f"{row.month:%Y-%m}", row.category and row.category.name, row.number) for row in rows]


@pytest.fixture
def home():
    return factories.make_community("甲社区")


def make(home, count, *, days=0, **fields):
    return [
        factories.make_case(home, at=AT - dt.timedelta(days=days), **fields) for _ in range(count)
    ]


def test_each_month_is_counted_from_the_grid_to_the_city(home):
    lamps = factories.make_category("路灯一")
    other = factories.make_community("乙社区", street=home.street)
    make(home, 2, category=lamps)
    make(home, 1, category=lamps, days=40)
    make(other, 1, category=lamps)
    counting.count_all(at=AT)
    here = [("2026-01", "路灯一", 1), ("2026-03", "路灯一", 2)]
    assert told(home.grid) == told(home.community) == here
    assert told(home.street) == told(home.street.parent) == [here[0], ("2026-03", "路灯一", 3)]
    assert not MonthCount.objects.filter(place__in=[home.building, home.dwelling]).exists()
    assert Counted.objects.get().at == AT


def test_the_last_minute_of_a_month_belongs_to_it(home):
    lamps = factories.make_category("路灯一")
    case = make(home, 1, category=lamps)[0]
    late = factories.clock.local(2026, 2, 28, 23, 59)
    Case.objects.filter(pk=case.pk).update(received_at=late)
    counting.count_all(at=AT)
    assert told(home.grid) == [("2026-02", "路灯一", 1)]


def test_what_changed_shows_at_the_next_count_and_nothing_else_is_written(home):
    one, two = factories.make_category("路灯一"), factories.make_category("路灯二")
    first, *_rest = make(home, 3, category=one, days=40)
    counting.count_all(at=AT)
    assert counting.count_all(at=AT) == 0
    Case.objects.filter(pk=first.pk).update(category=two)
    assert counting.count_recent(at=AT) == 0
    assert counting.count_all(at=AT) == 2 * 4
    assert told(home.grid) == [("2026-01", "路灯一", 2), ("2026-01", "路灯二", 1)]
    Case.objects.filter(category=two).update(category=None)
    counting.count_all(at=AT)
    assert Counter(number for _month, _name, number in told(home.grid)) == {2: 1, 1: 1}
    Case.objects.update(received_at=AT)
    counting.count_all(at=AT)
    assert {month for month, _name, _number in told(home.grid)} == {"2026-03"}


def test_an_erased_request_is_still_counted(home):
    make(home, 1, category=factories.make_category("路灯一"))
    Case.objects.update(erased_at=AT)
    counting.count_all(at=AT)
    assert sum(number for _month, _name, number in told(home.grid)) == 1


def test_the_hourly_count_begins_with_everything(home, time_machine):
    time_machine.move_to(AT)
    make(home, 1, category=factories.make_category("路灯一"), days=90)
    tasks.count_recent.func()
    assert [month for month, _name, _number in told(home.grid)] == ["2025-12"]
    make(home, 1, category=Category.objects.get(name="路灯一"))
    tasks.count_recent.func()
    assert len(told(home.grid)) == 2
    tasks.count_all.func()
    assert len(told(home.grid)) == 2


def test_a_command_counts_everything_anew(home, capsys):
    make(home, 1, category=factories.make_category("路灯一"), days=90)
    call_command("count_months")
    assert capsys.readouterr().out == "4 counts changed\n"


def test_a_site_without_requests_is_counted_too():
    assert counting.count_recent(at=AT) == 0
    assert Counted.objects.exists()
