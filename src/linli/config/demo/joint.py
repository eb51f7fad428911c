"""Open requests of the demonstration that need somebody else: called in, handed on, put off."""

import dataclasses
import datetime as dt

from linli.config.demo.town import Town
from linli.foundation.accounts.models import User
from linli.kernel.clock import local_date
from linli.services.cases.actions import handling, intake, life, pressing, routing, whistles
from linli.services.cases.choices import ContactResult, ContactWay, Source
from linli.services.cases.models import Case

BUILDINGS_OF_A_WORKER = 8


@dataclasses.dataclass(frozen=True)
class Told:
    """Where it is (index of the building), who says it, and how many hours ago."""

    text: str
    building: int
    name: str
    phone: str
    hours: int


COLD = Told(
    "2号楼1单元从供暖到现在就没热过，家里只有15度，有两个月大的孩子。", 1, "刘芳", "15400000011", 20
)
STUFFY = Told(
    "20号楼4单元暖气时热时不热，打供热公司电话一直占线。", 19, "孙建军", "15400000012", 44
)
DOOR = Told("5号楼2单元的单元门锁坏了，谁都能进，晚上不放心。", 4, "赵敏", "15400000013", 26)
PARKING = Told(
    "小区车位太少，晚上回来没地方停，能不能规划一些新车位。", 2, "陈立新", "15400000014", 60
)
LEAK = Told("7号楼顶层屋面渗水，一下雨客厅就滴水，要动用维修资金。", 6, "周桂兰", "15400000015", 70)


def write(town: Town, people: dict[str, User], now: dt.datetime) -> None:
    """One request for each way of working with others, made by the real actions."""
    heating, property_firm = town.units["安居供热公司"], town.units["幸福里物业服务中心"]

    case, worker, at = _contacted(COLD, town, people, now)
    whistles.blow(
        case=case,
        unit=heating,
        request="请到2号楼1单元测温，查整栋的流量平衡，当面给居民说明。",
        by=worker,
        at=at,
    )

    case, worker, at = _contacted(STUFFY, town, people, now)
    called = whistles.blow(
        case=case,
        unit=heating,
        request="请排查20号楼4单元立管，约居民在家时上门。",
        by=worker,
        at=at,
    )
    whistles.respond(
        whistle=called,
        response="已派人到现场，立管有气堵，今晚停暖排气，明天复测。",
        by=people["heating"],
        at=at + dt.timedelta(hours=5),
    )
    pressing.urge(
        case=case,
        words="昨晚又凉了，老人在家穿棉袄。",
        at=now - dt.timedelta(hours=3),
    )
    pressing.supervise(
        case=case,
        note="盯住明天复测；测温不够就联系供热公司值班经理，给住户先送电暖气。",
        due_on=local_date(now) + dt.timedelta(days=2),
        by=people["head"],
        at=now - dt.timedelta(hours=2),
    )

    case, worker, at = _contacted(DOOR, town, people, now)
    routing.offer(
        case=case,
        to_unit=property_firm,
        reason="单元门锁由物业维护，维修合同在物业。",
        by=worker,
        at=at,
    )

    case, worker, at = _contacted(LEAK, town, people, now)
    limit = case.work.clocks.get(kind="handle").due_at or now
    handling.ask_extension(
        case=case,
        reason="动用维修资金要业主表决，最快下周才能出结果。",
        new_due_at=limit + dt.timedelta(days=14),
        by=worker,
        at=at,
    )

    case, _worker, at = _contacted(PARKING, town, people, now)
    handling.park(
        case=case,
        reason="红线内没有可以新划的地面，要等明年老旧小区改造统一规划。",
        plan="已报街道列入改造需求；先和旁边商场谈夜间错时停车。",
        until_on=local_date(now) + dt.timedelta(days=90),
        by=people["head"],
        at=at,
    )


def _contacted(
    told: Told, town: Town, people: dict[str, User], now: dt.datetime
) -> tuple[Case, User, dt.datetime]:
    """The request, signed and with the resident spoken to; who has it; and the time by then."""
    began = now - dt.timedelta(hours=told.hours)
    number = told.building // BUILDINGS_OF_A_WORKER + 1
    worker = people["worker" if number == 1 else f"worker{number}"]
    case = intake.submit(
        request=intake.Request(
            text=told.text,
            place=town.buildings[told.building],
            source=Source.PHONE,
            name=told.name,
            phone=told.phone,
        ),
        by=worker,
        at=began,
    )
    life.sign(case=case, by=worker, at=began + dt.timedelta(minutes=20))
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="问清了情况，约好时间",
        by=worker,
        at=began + dt.timedelta(hours=1),
    )
    case.refresh_from_db()
    return case, worker, began + dt.timedelta(hours=2)
