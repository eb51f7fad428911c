"""What holds for the whole site is changed by who answers for all of it."""

import pytest

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import give, make_role, make_user
from linli.foundation.places.public import Kind
from linli.foundation.places.tests.factories import make_place, make_town
from linli.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
CODE = "places.manage"


@pytest.fixture
def town():
    return make_town()


def keeper(place, name="林国栋"):
    user = make_user(name=name)
    give(user, make_role(CODE), place)
    return user


def test_the_head_of_the_one_community_in_use_keeps_the_lists(town):
    """`neighbour` stands on the street's map, but nobody works there."""
    assert accounts.holds_everywhere(keeper(town.community), CODE)
    assert not accounts.holds_everywhere(keeper(town.grid), CODE)
    assert not accounts.holds_everywhere(make_user(), CODE)
    assert not accounts.holds_everywhere(None, CODE)


def test_a_second_community_in_use_takes_it_from_both_heads(town):
    head, boss = keeper(town.community), keeper(town.street, name="何敏")
    make_place(Kind.GRID, "第一网格", town.neighbour)
    other = keeper(town.neighbour)
    for refused in (head, other):
        with pytest.raises(NotAllowed, match="请找何敏"):
            accounts.check_everywhere(refused, CODE)
    accounts.check_everywhere(boss, CODE)


def test_somebody_assigned_is_enough_to_be_in_use(town):
    head = keeper(town.community)
    keeper(town.neighbour)
    assert not accounts.holds_everywhere(head, CODE)


def test_each_community_held_is_the_whole_site_too(town):
    head = keeper(town.community)
    give(head, make_role(CODE), town.neighbour)
    assert accounts.holds_everywhere(head, CODE)


def test_another_root_counts_and_nobody_may_be_over_both(town):
    head = keeper(town.street)
    there = make_town()
    assert not accounts.holds_everywhere(head, CODE)
    assert not accounts.holds_everywhere(keeper(there.street), CODE)
    with pytest.raises(NotAllowed, match="管理全部社区的同事"):
        accounts.check_everywhere(head, CODE)


def test_a_closed_community_does_not_count(town):
    head = keeper(town.community)
    keeper(town.neighbour)
    town.neighbour.closed_on = "2026-03-01"
    town.neighbour.save()
    assert accounts.holds_everywhere(head, CODE)
