"""Puts the demonstration community together."""

import datetime as dt
import random
from collections.abc import Callable, Mapping

from django.db import transaction

from linli.config import presets
from linli.config.demo import ahead, joint, own_data, present, staff, tables, topics, town
from linli.config.demo.files import Files
from linli.config.demo.history import History
from linli.config.demo.people import People, Resident
from linli.foundation.accounts.models import User
from linli.foundation.audit import public as audit
from linli.foundation.places.models import Place
from linli.registers.organisations.models import Organisation
from linli.registers.residents.models import Household, Person
from linli.registers.residents.public import SEARCH, index_fields, search_text
from linli.services.cases.models import Category, DispatchRule
from linli.services.changes.actions import opening

SEED = 20261122
CASES = 2400
OCCUPIED = 0.985


@transaction.atomic
def build(*, now: dt.datetime, say: Callable[[str], object], cases: int = CASES) -> None:
    """Fill an empty database; all or nothing. `cases`: how many past requests."""
    source = random.Random(SEED)  # noqa: S311 - a demonstration, the same every time
    presets.load()
    say("街道、网格、楼栋 …")
    place = town.build(now - dt.timedelta(days=800))
    people = staff.build(place, now - dt.timedelta(days=760))
    dispatch(place.units)
    say("居民 …")
    residents = settle(place, People(source, now.date()), Files(source, now), people)
    say("两年的诉求 …")
    History(place, people, source, now).write(residents, cases)
    say("正在办的诉求 …")
    present.write(place, people, residents, source, now)
    joint.write(place, people, now)
    topics.write(place, people, residents, source, now)
    ahead.write(place, people, now)
    say("告知、同意和申请 …")
    own_data.write(place, people, residents, source, now)
    opening.open_all(at=now)
    say("各部门要的报表 …")
    tables.write(place, people, source, now)
    audit.record("demo.build", by=None, at=now, changes={"people": len(residents), "cases": cases})


def settle(
    place: town.Town, supply: People, files: Files, workers: Mapping[str, User]
) -> list[tuple[Person, Place, int]]:
    """Households into dwellings; returns persons with a telephone, dwelling and grid index."""
    grid_of = {grid.place_path: index for index, grid in enumerate(place.grids)}
    parents = {p.pk: p for p in Place.objects.filter(kind__in=["building", "unit", "grid"])}
    taken = [d for d in place.dwellings if supply.random.random() < OCCUPIED]
    let = files.dwellings(place.dwellings, taken, supply)
    households = Household.objects.bulk_create(
        [Household(dwelling=d, place_path=d.place_path) for d in taken], batch_size=2000
    )
    rows: list[tuple[Person, Place]] = []
    for household, dwelling in zip(households, taken, strict=True):
        unit = parents[dwelling.parent_id or 0]
        unit.parent = parents[unit.parent_id or 0]
        dwelling.parent = unit
        for resident in supply.household():
            person = person_row(resident, household)
            files.fill(person, resident, tenant=dwelling.path in let)
            rows.append((person, dwelling))
    saved = Person.objects.bulk_create([row for row, _ in rows], batch_size=1000)
    SEARCH.put_many([(person.pk, search_text(person)) for person in saved])
    files.write(saved, households, supply, workers, grid_of)
    found = []
    for person, (_, dwelling) in zip(saved, rows, strict=True):
        if person.phone:
            grid_path = next(path for path in grid_of if dwelling.place_path.startswith(path))
            found.append((person, dwelling, grid_of[grid_path]))
    return found


def person_row(resident: Resident, household: Household) -> Person:
    person = Person(
        household=household,
        place_path=household.place_path,
        name=resident.name,
        sex=resident.sex,
        born_on=resident.born_on,
        relation=relation_code(resident),
        phone=resident.phone,
        id_number=resident.id_number,
    )
    index_fields(person)
    return person


def relation_code(resident: Resident) -> str:
    """GB/T 4761: what somebody is to the head."""
    if resident.relation == "子女":
        return "20" if resident.sex == "1" else "30"
    return {"户主": "02", "配偶": "10", "父母": "52"}[resident.relation]


# first two levels of the category → unit
DISPATCH = {
    "公共设施／供暖供气／供暖": "安居供热公司",
    "公共设施／供暖供气／燃气": "云山燃气公司",
    "公共设施／管网／供水": "清河自来水公司",
    "公共设施／楼内设施": "幸福里物业服务中心",
    "公共设施／道路照明": "幸福里物业服务中心",
    "公共设施／管网": "幸福里物业服务中心",
    "物业管理／物业服务": "幸福里物业服务中心",
    "物业管理／停车": "幸福里物业服务中心",
    "物业管理／业主自治": "区住房和建设局",
    "环境卫生／垃圾": "幸福里物业服务中心",
    "环境卫生／噪声油烟": "区城市管理综合执法局",
    "城市管理／违法建设": "区城市管理综合执法局",
    "城市管理／市容": "区城市管理综合执法局",
    "安全／治安": "春晖派出所",
    "安全／犬只": "春晖派出所",
    "民生服务／社会救助": "区民政局",
    "民生服务／养老": "区民政局",
}


def dispatch(units: dict[str, Organisation]) -> None:
    """The dispatch catalogue of the community."""
    categories = {row.full_name: row for row in Category.objects.all()}
    DispatchRule.objects.bulk_create(
        DispatchRule(category=categories[name], organisation=units[unit])
        for name, unit in DISPATCH.items()
    )
