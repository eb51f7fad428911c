"""Days that are counted ahead give what their call-backs give, whatever happens to these."""

import datetime as dt
import random
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from linli.foundation.places import public as places
from linli.insight.reports import counting
from linli.insight.reports.models import CountedDay, DayCount
from linli.insight.reports.rates import Counts, Period
from linli.insight.reports.tasks import count_ahead
from linli.kernel import clock
from linli.services.cases.public import CallBack, Case
from linli.services.cases.tests import factories

FIRST = dt.date(2026, 3, 1)
DAYS = 12
SPAN = Period(FIRST, FIRST + dt.timedelta(days=DAYS - 1))


class Town:
    """Two streets with three communities, and requests that can be called back."""

    def __init__(self) -> None:
        one = factories.make_community("甲社区")
        same = factories.make_community("乙社区", street=one.street)
        other = factories.make_community("丙社区")
        # The other one stands in a district of its own.
        district = one.street.parent
        assert district is not None
        self.communities = (one, same, other)
        self.cases = [factories.make_case(home) for home in self.communities for _ in range(3)]
        self.leader = factories.make_user("street", district)
        self.places = [district, one.street, one.community, one.grid]
        self.rounds = 0

    def call_back(self, case: Case, at: dt.datetime, chance: random.Random) -> CallBack:
        self.rounds += 1
        return CallBack.objects.create(
            case=case,
            round=self.rounds,
            at=at,
            channel="link",
            effective=chance.random() < 0.9,
            contacted=chance.random() < 0.8,
            solved=chance.random() < 0.6,
            satisfaction=chance.randint(1, 5),
            organisation=case.owner,
            place_path=case.place_path,
        )


def plain(place: places.Place, period: Period) -> Counts:
    """Counted in the plainest way: every call-back read, in Python."""
    excluded = set(Case.objects.filter(excluded=True).values_list("pk", flat=True))
    found = [
        row
        for row in CallBack.objects.all()
        if period.first <= clock.local_date(row.at) <= period.last
        and row.place_path.startswith(place.place_path)
        and row.effective
        and row.case_id not in excluded
    ]
    return Counts(
        len(found),
        sum(bool(row.contacted) for row in found),
        sum(bool(row.solved) for row in found),
        sum((row.satisfaction or 0) >= 4 for row in found),
        sum(row.satisfaction == 3 for row in found),
    )


def a_moment(chance: random.Random) -> dt.datetime:
    """Some moment of the span, often close to a midnight."""
    start = counting.midnight(FIRST + dt.timedelta(days=chance.randrange(DAYS)))
    if chance.random() < 0.3:
        return start + dt.timedelta(seconds=chance.choice([0, 1, 86_399]))
    return start + dt.timedelta(seconds=chance.randrange(86_400))


def happen(town: Town, chance: random.Random) -> None:
    """Something that changes figures, or counts a day."""
    known = list(CallBack.objects.all())
    one = chance.choice(known) if known else None
    deed = chance.randrange(8)
    if deed <= 1 or one is None:
        town.call_back(chance.choice(town.cases), a_moment(chance), chance)
    elif deed == 2:
        one.satisfaction, one.solved = chance.randint(1, 5), not one.solved
        one.save()
    elif deed == 3:
        CallBack.objects.filter(pk=one.pk).update(at=a_moment(chance))
    elif deed == 4:
        CallBack.objects.filter(case=one.case_id, round=one.round).delete()
    elif deed == 5:
        case = chance.choice(town.cases)
        Case.objects.filter(pk=case.pk).update(excluded=not Case.objects.get(pk=case.pk).excluded)
    elif deed == 6:
        # The request turns out to belong to a neighbouring community.
        one.place_path = chance.choice(town.cases).place_path
        one.save(update_fields=["place_path"])
    else:
        counting.count_day(FIRST + dt.timedelta(days=chance.randrange(DAYS)))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_it_is_always_what_the_call_backs_say(seed: int) -> None:
    chance, town = random.Random(seed), Town()
    for _ in range(25):
        town.call_back(chance.choice(town.cases), a_moment(chance), chance)
    counting.count_ahead(at=counting.midnight(SPAN.last))
    for _step in range(25):
        happen(town, chance)
        first = FIRST + dt.timedelta(days=chance.randrange(DAYS))
        period = Period(first, min(SPAN.last, first + dt.timedelta(days=chance.randrange(DAYS))))
        for place in town.places:
            book = counting.Book(town.leader, place, SPAN.first, SPAN.last)
            assert book.total(period) == plain(place, period)
            parts = book.by_part(period)
            assert parts == {part: plain(part, period) for part in parts}


@pytest.fixture
def town(db: None) -> Town:
    town, chance = Town(), random.Random(1)
    for _ in range(40):
        town.call_back(chance.choice(town.cases), a_moment(chance), chance)
    return town


def test_counted_days_are_not_read_again(town: Town) -> None:
    counting.count_ahead(at=counting.midnight(SPAN.last + counting.DAY))
    district, street, community, _grid = town.places
    for place in (district, street):
        with CaptureQueriesContext(connection) as asked:
            counting.Book(town.leader, place, SPAN.first, SPAN.last).total(SPAN)
        assert not [query for query in asked if "cases_callback" in query["sql"]]
        assert len(asked) <= 3
    with CaptureQueriesContext(connection) as asked:
        counting.Book(town.leader, community, SPAN.first, SPAN.last).total(SPAN)
    assert [query for query in asked if "cases_callback" in query["sql"]]


def test_who_sees_a_part_gets_the_figures_of_the_part(town: Town) -> None:
    counting.count_ahead(at=counting.midnight(SPAN.last))
    district = town.places[0]
    head = factories.make_user("head", town.communities[1].community)
    book = counting.Book(head, district, SPAN.first, SPAN.last)
    assert book.total(SPAN) == plain(town.communities[1].community, SPAN)


def test_the_job_counts_each_day_that_is_over_once(town: Town, monkeypatch: Any) -> None:
    now = counting.midnight(SPAN.last) + dt.timedelta(hours=9)
    monkeypatch.setattr(clock, "now", lambda: now)
    first = clock.local_date(CallBack.objects.order_by("at")[0].at)
    assert count_ahead.func() == (SPAN.last - first).days
    assert not CountedDay.objects.filter(day=SPAN.last).exists()
    assert count_ahead.func() == 0
    CallBack.objects.order_by("at")[0].delete()
    assert count_ahead.func() == 1


def test_everything_can_be_counted_anew(town: Town, capsys: Any) -> None:
    call_command("count_days")
    DayCount.objects.update(effective=999)
    call_command("count_days", "--anew")
    district = town.places[0]
    book = counting.Book(town.leader, district, SPAN.first, SPAN.last)
    assert book.total(SPAN) == plain(district, SPAN)
    assert CountedDay.objects.filter(day__range=(SPAN.first, SPAN.last)).exists()


@pytest.mark.django_db(transaction=True)
def test_who_counts_waits_for_who_is_changing_the_day() -> None:
    town, chance = Town(), random.Random(2)
    at = counting.midnight(FIRST) + dt.timedelta(hours=10)
    town.call_back(town.cases[0], at, chance)
    counter = threading.Thread(target=count_elsewhere)
    with transaction.atomic():
        for _ in range(3):
            town.call_back(town.cases[0], at, chance)
        counter.start()
        counter.join(0.5)
        assert counter.is_alive()
    counter.join()
    district = town.places[0]
    book = counting.Book(town.leader, district, SPAN.first, SPAN.last)
    assert CountedDay.objects.count() == 1
    assert book.total(SPAN) == plain(district, SPAN)


def count_elsewhere() -> None:
    counting.count_day(FIRST)
    connections.close_all()
