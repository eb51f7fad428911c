"""Birthdays that matter, and tags that end."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.kernel import clock
from linli.registers.residents.actions import life, tags
from linli.registers.residents.models import LifeKind, Source, Tag
from linli.registers.residents.queries import coming
from linli.registers.residents.tests.factories import AT, TODAY, Town, load_tags, make_town, settle
from linli.registers.residents.years import years_before

pytestmark = pytest.mark.django_db
MONTH = TODAY + dt.timedelta(days=30)


@pytest.fixture
def town() -> Town:
    load_tags()
    return make_town()


@pytest.mark.parametrize(
    ("born", "turns"),
    [
        ("1946-03-11", (80, dt.date(2026, 3, 11))),
        ("1946-04-10", (80, dt.date(2026, 4, 10))),
        ("1946-04-11", None),
        ("1946-03-10", None),
        ("1961-03-20", (65, dt.date(2026, 3, 20))),
        ("1926-04-01", (100, dt.date(2026, 4, 1))),
        ("1956-03-20", None),
    ],
)
def test_who_turns_an_age_that_matters(town, born, turns):
    settle(town.dwelling, "王秀英", birth_date=born)
    found = coming.birthdays(make_head(town.community), since=TODAY, until=MONTH)
    assert [(one.age, one.on) for one in found] == ([turns] if turns else [])


def test_born_on_the_last_of_february(town):
    settle(town.dwelling, "王秀英", birth_date="1944-02-29", on=dt.date(2000, 1, 1))
    head = make_head(town.community)
    since, until = dt.date(2034, 2, 25), dt.date(2034, 3, 5)
    (one,) = coming.birthdays(head, since=since, until=until)
    assert (one.age, one.on) == (90, dt.date(2034, 3, 1))


def test_who_left_or_lives_elsewhere_is_not_told(town):
    person = settle(town.dwelling, "王秀英", birth_date="1946-03-12")
    stranger = make_head(make_town("乙社区").community)
    assert coming.birthdays(stranger, since=TODAY, until=MONTH) == []
    life.happen(person=person, kind=LifeKind.LEFT, on=TODAY, by=None, at=AT)
    assert coming.birthdays(make_head(town.community), since=TODAY, until=MONTH) == []


def test_tags_that_end_are_told_to_who_may_know(town):
    person = settle(town.dwelling, "王秀英")
    for name, until in (("临时救助", MONTH), ("孕产妇", MONTH), ("志愿者", None)):
        tags.give(
            person=person,
            tag=Tag.objects.get(name=name),
            since=TODAY,
            until=until,
            proof="证1号",
            source=Source.VISIT,
            by=None,
            at=AT,
        )
    head = make_head(town.community)
    told = [row.tag.name for row in coming.ending_tags(head, until=MONTH)]
    assert sorted(told) == ["临时救助", "孕产妇"]
    worker = make_user(town.community, ["residents.view", "residents.edit"])
    assert [r.tag.name for r in coming.ending_tags(worker, until=MONTH)] == ["临时救助"]
    assert coming.ending_tags(head, until=TODAY) == []


def test_the_soonest_are_told_where_not_all_can_be(town, monkeypatch):
    monkeypatch.setattr(coming, "MOST", 2)
    for born in ("1946-04-02", "1946-04-01", "1961-03-20"):
        settle(town.dwelling, "王秀英", birth_date=born)
    head = make_head(town.community)
    found = coming.birthdays(head, since=TODAY, until=MONTH)
    assert [one.on.day for one in found] == [20, 1]


def test_what_may_not_be_told_takes_no_place(town, monkeypatch):
    monkeypatch.setattr(coming, "MOST", 2)
    person = settle(town.dwelling, "王秀英")
    for name, until in (
        ("孕产妇", TODAY),
        ("低保边缘", MONTH),
        ("临时救助", TODAY),
        ("志愿者", MONTH),
    ):
        tags.give(
            person=person,
            tag=Tag.objects.get(name=name),
            since=TODAY,
            until=until,
            proof="证1号",
            source=Source.VISIT,
            by=None,
            at=AT,
        )
    worker = make_user(town.community, ["residents.view", "residents.edit"])
    told = coming.ending_tags(worker, until=TODAY + dt.timedelta(days=365))
    assert [row.tag.name for row in told] == ["临时救助", "低保边缘"]


def test_the_page_looks_as_far_as_it_is_asked(town, client: Client):
    day = clock.today() + dt.timedelta(days=40)
    settle(town.dwelling, "王秀英", birth_date=years_before(day, 80).isoformat())
    client.force_login(make_head(town.community))

    def page(days: str) -> str:
        return client.get(reverse("residents:coming"), {"days": days}).text

    assert "王秀英" not in page("7")
    assert "王秀英" not in page("x")
    assert f"{day.isoformat()} 满80岁" in page("90")
