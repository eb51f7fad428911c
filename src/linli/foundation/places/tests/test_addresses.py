"""Typed addresses, and the places that they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.places import addresses
from linli.foundation.places import public as places
from linli.foundation.places.addresses import Address
from linli.kernel import clock

AT = clock.local(2026, 3, 11, 9, 30)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("3-2-501", Address("3", "2", "501")),
        ("3－2－501", Address("3", "2", "501")),
        ("3—501", Address("3", "", "501")),
        ("3-2", Address("3", "2")),
        ("3", Address("3")),
        ("3号楼", Address("3")),
        ("3号楼2单元501", Address("3", "2", "501")),
        ("3号楼 2单元 501室", Address("3", "2", "501")),
        ("3号楼2单元门口", Address("3", "2")),
        ("三号楼二单元", Address("3", "2")),
        ("十二栋", Address("12")),
        ("二十一幢1204", Address("21", "", "1204")),
        ("3#楼501", Address("3", "", "501")),
        ("a座1203", Address("A", "", "1203")),
        ("幸福里3号楼", Address("3")),
        ("中心花园", None),
        ("", None),
    ],
)
def test_ways_of_writing_an_address(text: str, address: Address | None) -> None:
    assert addresses.parse(text) == address


@given(st.text(max_size=60))
def test_any_text_can_be_typed(text: str) -> None:
    found = addresses.parse(text)
    assert found is None or found.building


@pytest.fixture
def community() -> places.Place:
    """One grid with 3号楼 (units) and 4栋 (dwellings without units)."""

    def add(kind: places.Kind, name: str, parent: places.Place | None) -> places.Place:
        return places.add(kind=kind, name=name, parent=parent, by=None, at=AT)

    home = add(
        places.Kind.COMMUNITY,
        "幸福里社区",
        add(places.Kind.STREET, "春晖街道", add(places.Kind.DISTRICT, "示范区", None)),
    )
    grid = add(places.Kind.GRID, "第一网格", home)
    three = add(places.Kind.BUILDING, "3号楼", grid)
    unit = add(places.Kind.UNIT, "2单元", three)
    add(places.Kind.DWELLING, "501", unit)
    add(places.Kind.DWELLING, "0601", add(places.Kind.BUILDING, "4栋", grid))
    return home


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3-2-501", ["幸福里社区 3号楼 2单元 501"]),
        ("3-501", ["幸福里社区 3号楼 2单元 501"]),
        ("三号楼二单元", ["幸福里社区 3号楼 2单元"]),
        ("3号楼", ["幸福里社区 3号楼"]),
        # Not on record: the closest that is.
        ("3-2-999", ["幸福里社区 3号楼 2单元"]),
        ("3-9-501", ["幸福里社区 3号楼"]),
        ("4-601", ["幸福里社区 4栋 0601"]),
        ("第一", ["幸福里社区 第一网格"]),
        ("幸福里", ["幸福里社区"]),
        ("9号楼", []),
        ("  ", []),
    ],
)
def test_find(community: places.Place, text: str, names: list[str]) -> None:
    found = places.find(text, [community.place_path])
    assert [place.full_name for place in found] == names


@pytest.mark.django_db
def test_only_below_the_given_paths(community: places.Place) -> None:
    assert places.find("3-2-501", []) == []
    assert places.find("3-2-501", [f"{community.path}0/"]) == []


@pytest.mark.parametrize(
    ("place", "address", "left"),
    [
        ("幸福里社区 5号楼 2单元", "5号楼2单元", ""),
        ("幸福里社区 5号楼 2单元", "幸福里社区5号楼 2单元", ""),
        ("幸福里社区 5号楼 2单元", "5号楼", ""),
        ("幸福里社区 5号楼 2单元", "5号楼2单元东门旁", "东门旁"),
        ("幸福里社区 5号楼 2单元 501", "5号楼2单元501室", ""),
        ("幸福里社区 5号楼 2单元 501", "5号楼2单元5012", "5号楼2单元5012"),
        ("幸福里社区 5号楼", "5号楼2单元", "2单元"),
        ("幸福里社区", "幸福里社区 北门", "北门"),
        ("幸福里社区 5号楼", "15号楼", "15号楼"),
        ("幸福里社区", "南门外", "南门外"),
        ("幸福里社区", "", ""),
    ],
)
def test_an_address_is_not_told_twice(place: str, address: str, left: str) -> None:
    assert addresses.beyond(place, address) == left


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("您好，3号楼2单元的灯坏了", "3号楼2单元"),
        ("我家三号楼二单元 501 漏水", "三号楼二单元 501"),
        ("12栋1204室没暖气", "12栋1204室"),
        ("住3-2-501，水管爆了", "3-2-501"),
        ("11月3号停水，到5号还没来", ""),
        ("2026-3-11报的，电话13812345678", ""),
        ("花园里的灯", ""),
    ],
)
def test_an_address_in_what_somebody_says(said: str, found: str) -> None:
    assert addresses.mentioned(said) == found
