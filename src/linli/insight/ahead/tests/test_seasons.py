"""The calendar of seasons, and which categories make a line."""

import datetime as dt

import pytest

from linli.insight.ahead import seasons
from linli.insight.ahead.categories import Shelf, Tree
from linli.services.cases.public import Category


def names(month, *words):
    return {season.name for season in seasons.of(dt.date(*month, 1), words)}


def test_a_season_shows_by_month_and_by_the_words_of_a_category():
    assert names((2026, 12), "供暖 暖气 不热") == {"供暖季"}
    assert names((2026, 7), "供暖 暖气 不热") == set()
    assert "汛期" in names((2027, 7), "下水道 堵塞")
    assert names((2026, 12), "没有这样的词") == set()


@pytest.mark.parametrize(("month", "shows"), [((2027, 1), True), ((2027, 3), False)])
def test_the_spring_festival_moves_with_its_day(month, shows):
    """2027 it begins on 6 February."""
    assert ("春节" in names(month, "垃圾 清运")) is shows


def test_every_season_says_when_what_and_how():
    for season in seasons.calendar():
        assert season.words, season.name
        assert season.prepare, season.name
        assert bool(season.months) != bool(season.first_days), season.name
        assert all(1 <= month <= 12 for month in season.months)


@pytest.fixture
def shelf():
    def category(pk, name, parent=None, level=1):
        return Category(pk=pk, name=name, full_name=name, parent_id=parent, level=level)

    return Shelf.of(
        [
            category(1, "设施"),
            category(2, "管网", 1, 2),
            category(3, "下水道", 2, 3),
            category(4, "卫生"),
        ]
    )


def test_each_request_lies_in_one_line(shelf):
    tree = Tree(shelf)
    assert [tree.line_of(pk) for pk in (3, 2, 1, 4, None)] == ["2", "2", "=1", "=4", ""]
    assert tree.below(2) == {2, 3}
    below = Tree(shelf, chosen=2)
    assert [below.line_of(pk) for pk in (3, 2, 1, None)] == ["3", "=2", None, None]
    one = Tree(shelf, only=2)
    assert [one.line_of(pk) for pk in (3, 2, 1, None)] == ["2", "2", None, None]
    assert tree.name("=1") == "设施"
    assert tree.category("=1") is None
    assert tree.category("2").name == "管网"
