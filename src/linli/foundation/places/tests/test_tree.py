"""Adding, renaming, closing; whole buildings from a table."""

import dataclasses
import datetime as dt

import pytest
from django.db.models import Q

from linli.foundation.audit.public import of_subject
from linli.foundation.places import actions, bulk, queries
from linli.foundation.places.bulk import Line, Register
from linli.foundation.places.models import Kind, Place
from linli.foundation.places.permissions import MANAGE
from linli.foundation.places.tests.factories import MORNING, make_place, make_town
from linli.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


@dataclasses.dataclass
class Manager:
    """Somebody who looks after the tree below one path; the real one stands above this app."""

    path: str
    pk: int = 7

    def holds(self, code, path):
        return code == MANAGE and path.startswith(self.path)

    def paths(self, code):
        return [self.path]

    def scope(self, code, column="place_path"):
        return queries.within(self.path, column) if code == MANAGE else Q(pk__in=[])


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def manager(town):
    return Manager(town.community.place_path)


def names(place):
    return set(queries.subtree(place).values_list("full_name", flat=True))


def test_addresses_are_told_from_the_community_down_without_the_grid(town):
    assert town.dwelling.full_name == "幸福里社区 3号楼 2单元 501"
    assert town.street.full_name == "望湖街道"


def test_choices_go_down_the_tree_and_count_the_grids(town):
    for number in (10, 2):
        make_place(Kind.GRID, f"第{number}网格", town.community)
    shown = [place.name for place in queries.choices(Q())][-5:]
    assert shown == ["幸福里社区", "第2网格", "第10网格", "第一网格", "河畔社区"]


def test_paths_hold_the_ids_from_the_root(town):
    parts = town.dwelling.path.strip("/").split("/")
    assert parts[-1] == str(town.dwelling.pk)
    assert str(town.community.pk) in parts
    assert queries.nearest(town.dwelling, Kind.GRID) == town.grid


def test_a_range_of_paths_is_the_subtree_and_nothing_else(town):
    """/1/5/ and /1/50/ begin alike: only one of them is asked for."""
    for _ in range(12):
        make_place(Kind.COMMUNITY, f"社区{_}", town.street)
    below = set(Place.objects.filter(queries.within(town.community.path, "path")))
    assert below == {p for p in Place.objects.all() if p.path.startswith(town.community.path)}


@pytest.mark.parametrize(
    ("kind", "parent"), [(Kind.DWELLING, "community"), (Kind.GRID, "building")]
)
def test_a_place_stands_only_where_it_can(town, kind, parent):
    with pytest.raises(actions.MisplacedPlace):
        actions.add(kind=kind, name="x", parent=getattr(town, parent), by=None, at=MORNING)


def test_one_adds_in_ones_own_tree_only(town, manager):
    actions.add(kind=Kind.GRID, name="第二网格", parent=town.community, by=manager, at=MORNING)
    for parent in (town.neighbour, town.street):
        kind = Kind.GRID if parent == town.neighbour else Kind.COMMUNITY
        with pytest.raises(NotAllowed):
            actions.add(kind=kind, name="x", parent=parent, by=manager, at=MORNING)
    with pytest.raises(NotAllowed):
        actions.add(kind=Kind.CITY, name="x", parent=None, by=manager, at=MORNING)


def test_two_of_a_name_do_not_stand_side_by_side(town, manager):
    with pytest.raises(actions.NameTaken, match="已经有这个名称"):
        actions.add(kind=Kind.GRID, name="第一网格", parent=town.community, by=manager, at=MORNING)


def test_a_code_is_given_once(town, manager):
    actions.describe(place=town.grid, name="一", code="330100", by=manager, at=MORNING)
    with pytest.raises(actions.NameTaken):
        actions.describe(place=town.building, name="3号楼", code="330100", by=manager, at=MORNING)


def test_renaming_changes_every_address_below(town, manager):
    actions.describe(place=town.building, name="新3号楼", code="", by=manager, at=MORNING)
    assert names(town.building) == {
        "幸福里社区 新3号楼",
        "幸福里社区 新3号楼 2单元",
        "幸福里社区 新3号楼 2单元 501",
    }
    actions.describe(place=town.community, name="安居社区", code="", by=manager, at=MORNING)
    town.dwelling.refresh_from_db()
    assert town.dwelling.full_name == "安居社区 新3号楼 2单元 501"
    assert of_subject(town.community, action="places.describe").get().changes["before"] == {
        "name": "幸福里社区",
        "code": "",
    }


def test_closing_goes_from_the_leaves_up_and_back(town, manager):
    day = dt.date(2026, 3, 11)
    with pytest.raises(actions.StillInUse, match="先把它们停用"):
        actions.close(place=town.building, on=day, by=manager, at=MORNING)
    actions.close(place=town.dwelling, on=day, by=manager, at=MORNING)
    assert town.dwelling not in queries.find("3-2-501", [town.community.path])
    actions.reopen(place=town.dwelling, by=manager, at=MORNING)
    assert queries.find("3-2-501", [town.community.path]) == [town.dwelling]


@pytest.mark.parametrize("action", ["describe", "close", "reopen", "update_card", "draw"])
def test_nothing_is_changed_in_a_foreign_tree(town, action):
    stranger = Manager(town.neighbour.place_path)
    more = {
        "describe": {"name": "x", "code": ""},
        "close": {"on": dt.date(2026, 3, 11)},
        "update_card": {"name": "", "phone": "", "supervision_phone": ""},
        "draw": {"points": []},
    }
    with pytest.raises(NotAllowed):
        getattr(actions, action)(place=town.grid, by=stranger, at=MORNING, **more.get(action, {}))


@pytest.mark.parametrize(
    "points", [[(0.1, 0.1), (0.2, 0.2)], [(0.1, 0.1)], [(0.1, 1.2), (0, 0), (1, 1)]]
)
def test_a_border_needs_three_corners_on_the_map(town, manager, points):
    with pytest.raises(actions.NotAnOutline):
        actions.draw(place=town.grid, points=points, by=manager, at=MORNING)


def test_the_sketch_shows_what_was_drawn(town, manager):
    border = [(0.1, 0.1), (0.5, 0.1), (0.5, 0.4)]
    actions.draw(place=town.grid, points=border, by=manager, at=MORNING)
    actions.draw(place=town.building, points=[(0.2, 0.2)], by=manager, at=MORNING)
    grid, building = queries.sketch(town.community)
    assert (grid.points, building.corners) == ("100,70 500,70 500,280", [(200, 140)])
    assert town.building.outline == [0.2, 0.2]
    actions.draw(place=town.grid, points=[], by=manager, at=MORNING)
    assert [drawn.place for drawn in queries.sketch(town.community)] == [town.building]


class TestLines:
    LINES = (
        Line("3号楼", "2单元", "501"),
        Line("3号楼", "2单元", "502"),
        Line("5号楼", "1单元", "101", grid="第一网格"),
        Line("5号楼", "1单元", "101"),
        Line("6号楼", "", "12"),
        Line("7号楼"),
    )

    def add(self, town, by=None):
        return bulk.add_lines(
            register=Register(town.community), lines=self.LINES, by=by, at=MORNING
        )

    def test_what_is_missing_is_added_level_by_level(self, town, manager):
        made = self.add(town, manager)
        assert [place.full_name for place in made] == [
            "幸福里社区 3号楼 2单元 501",
            "幸福里社区 3号楼 2单元 502",
            "幸福里社区 5号楼 1单元 101",
            "幸福里社区 5号楼 1单元 101",
            "幸福里社区 6号楼 12",
            "幸福里社区 7号楼",
        ]
        assert made[0] == town.dwelling
        assert made[2].path.startswith(town.grid.path)
        assert made[4].parent.parent == town.community

    def test_paths_and_sort_keys_are_as_if_added_one_by_one(self, town):
        self.add(town)
        for place in queries.subtree(town.community).exclude(pk=town.community.pk):
            assert place.path == f"{place.parent.path}{place.pk}/"
            assert place.full_name == queries.full_name(place.kind, place.name, place.parent)
            assert place.sort_key == queries.sort_key(place.name)

    def test_the_same_lines_again_change_nothing(self, town):
        self.add(town)
        before = list(Place.objects.order_by("pk").values_list("pk", "path"))
        self.add(town)
        assert list(Place.objects.order_by("pk").values_list("pk", "path")) == before

    def test_the_number_of_queries_does_not_grow_with_the_lines(
        self, town, django_assert_max_num_queries
    ):
        lines = [
            Line(f"{b}栋", f"{u}单元", str(d)) for b in range(9) for u in range(3) for d in range(9)
        ]
        with django_assert_max_num_queries(20):
            bulk.add_lines(register=Register(town.community), lines=lines, by=None, at=MORNING)
        assert Place.objects.filter(kind=Kind.DWELLING).count() == 1 + len(lines)

    def test_nothing_is_added_to_a_foreign_community(self, town):
        with pytest.raises(NotAllowed):
            self.add(town, Manager(town.neighbour.place_path))

    def test_unused_places_go_again_and_others_stay(self, town):
        made = self.add(town)
        own = [place.pk for place in made if place != town.dwelling]
        building = made[2].parent.parent
        assert bulk.remove_unused(ids=[*own, building.pk], by=None, at=MORNING) == 4
        assert Place.objects.filter(pk=building.pk).exists()
        assert Place.objects.filter(pk=town.dwelling.pk).exists()
