"""The pages of the address tree. Here, because rights come from this app; places stands below."""

import re

import pytest
from django.urls import reverse

from linli.foundation.accounts.permissions import AccountsPermission
from linli.foundation.accounts.tests.factories import give, make_role, make_user
from linli.foundation.places import public as places
from linli.foundation.places.tests.factories import make_town

pytestmark = pytest.mark.django_db

MANAGE = AccountsPermission.MANAGE_PLACES
ALL = ["place", "add", "describe", "card", "close", "reopen", "draw"]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def keeper(client, town):
    user = make_user(town.community, [MANAGE])
    client.force_login(user)
    return user


def url(name, place):
    return reverse(f"places:{name}", args=[place.pk])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def fresh(place):
    return places.Place.objects.get(pk=place.pk)


def test_the_tree_begins_where_ones_places_begin(client, keeper, town):
    response = client.get(reverse("places:tree"))
    assert response["Location"] == url("place", town.community)
    shown = client.get(response["Location"])
    assert "第一网格" in text(shown)
    assert 'href="/desk/places/' in shown.content.decode()
    assert "望湖街道" not in text(shown)


def test_somebody_with_two_trees_chooses(client, keeper, town):
    give(keeper, make_role(MANAGE), town.neighbour)
    shown = text(client.get(reverse("places:tree")))
    assert "幸福里社区" in shown
    assert "河畔社区" in shown


def test_an_address_is_found_as_people_type_it(client, keeper, town):
    assert "幸福里社区 3号楼 2单元 501" in text(
        client.get(reverse("places:tree"), {"q": "3-2-501"})
    )
    assert "没有找到" in text(client.get(reverse("places:tree"), {"q": "99-9-999"}))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("where", ["neighbour", "street"])
def test_foreign_places_do_not_exist(client, keeper, town, name, where):
    address = url(name, getattr(town, where))
    response = client.get(address) if name in {"place", "draw"} else client.post(address)
    assert response.status_code == 404


@pytest.mark.parametrize("name", ALL)
def test_others_are_told_that_it_is_not_theirs(client, town, name):
    client.force_login(make_user(town.community, ["cases.view"]))
    address = url(name, town.grid)
    response = client.get(address) if name in {"place", "draw"} else client.post(address)
    assert response.status_code == 403


def test_a_child_is_added(client, keeper, town):
    client.post(url("add", town.grid), {"kind": "building", "name": "5号楼", "code": ""})
    assert "5号楼" in text(client.get(url("place", town.grid)))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"kind": "building", "name": "3号楼"}, "已经有这个名称"),
        ({"kind": "dwelling", "name": "501"}, "选择一个有效的选项"),
        ({"kind": "building", "name": ""}, "必填"),
        ({"kind": "building", "name": "楼", "code": "<b>"}, "代码只用数字"),
    ],
)
def test_what_is_wrong_is_said_beside_the_open_form(client, keeper, town, told, words):
    response = client.post(url("add", town.grid), told)
    assert response.status_code == 422
    assert words in text(response)
    assert '<details class="ask" open>' in response.content.decode()


def test_a_new_name_shows_in_every_address(client, keeper, town):
    client.post(url("describe", town.building), {"name": "新楼", "code": ""})
    assert fresh(town.dwelling).full_name == "幸福里社区 新楼 2单元 501"


def test_the_card_reaches_the_residents_window(client, keeper, town):
    client.post(
        url("card", town.grid),
        {"name": "李强", "phone": "138 0000 0001", "supervision_phone": "12345"},
    )
    client.logout()
    shown = client.get(reverse("portal:card", args=[town.grid.pk]))
    for word in ("李强", "13800000001", "12345", "网格员"):
        assert word in text(shown)
    assert "<svg" in shown.content.decode()


@pytest.mark.parametrize("kind", ["building", "dwelling", "street"])
def test_only_cards_of_grids_and_communities_are_posted(client, town, kind):
    assert client.get(reverse("portal:card", args=[getattr(town, kind).pk])).status_code == 404


def test_closing_what_is_in_use_is_refused_in_words(client, keeper, town):
    response = client.post(url("close", town.building), {"on": "2026-03-11"})
    assert response.status_code == 422
    assert "请先把它们停用" in text(response)
    client.post(url("close", town.dwelling), {"on": "2026-03-11"})
    assert str(fresh(town.dwelling).closed_on) == "2026-03-11"
    client.post(url("reopen", town.dwelling))
    assert fresh(town.dwelling).closed_on is None


def test_drawing_on_the_map(client, keeper, town):
    assert "标在示意图上" in text(client.get(url("draw", town.grid)))
    client.post(url("draw", town.grid), {"points": "100,100 500,100，500,400"})
    response = client.post(url("draw", town.grid), {"points": "100,100 500,100 500,400"})
    assert response.status_code == 302
    assert fresh(town.grid).outline == [[0.1, 0.1], [0.5, 0.1], [0.5, 0.4]]
    assert (
        'points="100,70 500,70 500,280"'
        in client.get(url("place", town.community)).content.decode()
    )
    again = client.get(url("draw", town.grid)).content.decode()
    assert "100,100 500,100 500,400" in again


@pytest.mark.parametrize(
    ("points", "words"), [("abc", "位置的写法不对"), ("1,1 2,2", "至少要点三个角")]
)
def test_a_border_that_is_none_is_refused(client, keeper, town, points, words):
    response = client.post(url("draw", town.grid), {"points": points})
    assert response.status_code == 422
    assert words in text(response)
