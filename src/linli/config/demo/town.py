"""Streets, grids, buildings and dwellings of the demonstration community."""

import dataclasses
import datetime as dt

from django.db import connection

from linli.foundation.places import public as places
from linli.foundation.places.models import Place
from linli.foundation.places.queries import sort_key
from linli.registers.organisations.models import Contact, Kind, Organisation

GRIDS = 14
BUILDINGS_A_GRID = 4
UNITS = ("1单元", "2单元", "3单元", "4单元")
FLOORS = 10
DOORS = 3


@dataclasses.dataclass
class Town:
    street: Place
    community: Place
    grids: list[Place]
    buildings: list[Place]
    dwellings: list[Place]
    units: dict[str, Organisation]


def build(at: dt.datetime) -> Town:
    """6,720 dwellings in 56 buildings of 14 grids, and the units that serve them."""

    def add(kind: places.Kind, name: str, parent: Place | None, **more: str) -> Place:
        return places.add(kind=kind, name=name, parent=parent, by=None, at=at, **more)

    city = add(places.Kind.CITY, "云山市", None, code="990000000000")
    district = add(places.Kind.DISTRICT, "清河区", city, code="990001000000")
    street = add(places.Kind.STREET, "春晖街道", district, code="990001001000")
    community = add(
        places.Kind.COMMUNITY,
        "幸福里社区",
        street,
        code="990001001001",
        contact_name="幸福里社区服务大厅",
        contact_phone="0999-8886001",
        supervision_phone="0999-8885000",
    )
    neighbour = add(places.Kind.COMMUNITY, "和顺里社区", street, code="990001001002")
    grids = [
        add(places.Kind.GRID, f"第{number}网格", community, code=f"990001001001{number:03d}")
        for number in range(1, GRIDS + 1)
    ]
    for number, grid in enumerate(grids):
        column, row = number % 5, number // 5
        left, top = 0.02 + column * 0.195, 0.04 + row * 0.32
        grid.outline = [
            [left, top],
            [left + 0.18, top],
            [left + 0.18, top + 0.28],
            [left, top + 0.28],
        ]
    Place.objects.bulk_update(grids, ["outline"])
    buildings, dwellings = _houses(grids)
    return Town(
        street, community, grids, buildings, dwellings, _units(street, community, neighbour)
    )


def _houses(grids: list[Place]) -> tuple[list[Place], list[Place]]:
    """Thousands of rows at once: ids are taken beforehand, because a path holds its own id."""
    next_id = (Place.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    rows: list[Place] = []

    def add(kind: places.Kind, name: str, parent: Place, full_name: str) -> Place:
        pk = next_id + len(rows)
        place = Place(
            pk=pk,
            kind=kind,
            name=name,
            parent_id=parent.pk,
            full_name=full_name,
            path=f"{parent.path}{pk}/",
            sort_key=sort_key(name),
        )
        rows.append(place)
        return place

    buildings, dwellings, number = [], [], 0
    for grid in grids:
        for _ in range(BUILDINGS_A_GRID):
            number += 1
            address = f"{grid.parent.full_name} {number}号楼" if grid.parent else f"{number}号楼"
            building = add(places.Kind.BUILDING, f"{number}号楼", grid, address)
            buildings.append(building)
            for unit_name in UNITS:
                unit = add(places.Kind.UNIT, unit_name, building, f"{address} {unit_name}")
                for floor in range(1, FLOORS + 1):
                    for door in range(1, DOORS + 1):
                        name = f"{floor}{door:02d}"
                        dwellings.append(
                            add(places.Kind.DWELLING, name, unit, f"{unit.full_name} {name}")
                        )
    Place.objects.bulk_create(rows, batch_size=1000)
    _catch_up_sequence()
    return buildings, dwellings


def _catch_up_sequence() -> None:
    """PostgreSQL hands out ids by a counter that rows with given ids do not move."""
    if connection.vendor == "postgresql":
        table = Place._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608 - our own table
            )


UNITS_OF_TOWN = (
    (Kind.COMMUNITY, "幸福里社区居委会", "community", "社区公共事务、公益事业、调解、反映意见"),
    (Kind.STREET, "春晖街道办事处", "street", "辖区统筹、督办"),
    (Kind.PROPERTY, "幸福里物业服务中心", "community", "小区保洁、保安、设施维护、停车"),
    (Kind.OWNERS, "幸福里业主委员会", "community", "业主共同决定事项"),
    (Kind.DEPARTMENT, "区城市管理综合执法局", "street", "违法建设、油烟、占道经营执法"),
    (Kind.DEPARTMENT, "区公安分局交警大队", "street", "道路交通、违停"),
    (Kind.DEPARTMENT, "春晖派出所", "street", "治安、犬只、群租"),
    (Kind.DEPARTMENT, "区市场监督管理局", "street", "电梯、食品、价格"),
    (Kind.DEPARTMENT, "区住房和建设局", "street", "物业监管、维修资金"),
    (Kind.DEPARTMENT, "区民政局", "street", "低保、养老、救助"),
    (Kind.UTILITY, "安居供热公司", "street", "供暖"),
    (Kind.UTILITY, "清河自来水公司", "street", "供水"),
    (Kind.UTILITY, "云山燃气公司", "street", "燃气抢修"),
    (Kind.PARTNER, "暖阳社会工作服务中心", "community", "为老服务、社工个案"),
)


def _units(street: Place, community: Place, neighbour: Place) -> dict[str, Organisation]:
    where = {"street": street, "community": community}
    units = {}
    for number, (kind, name, level, duties) in enumerate(UNITS_OF_TOWN):
        place = where[level]
        units[name] = Organisation.objects.create(
            kind=kind,
            name=name,
            duties=duties,
            phone=f"0999-888{6100 + number}",
            place=place,
            place_path=place.place_path,
        )
        Contact.objects.create(
            organisation=units[name], name="值班室", phone=units[name].phone, duty="接单、联络"
        )
    Organisation.objects.create(
        kind=Kind.COMMUNITY,
        name="和顺里社区居委会",
        place=neighbour,
        place_path=neighbour.place_path,
    )
    return units
