"""The demonstration's open work: made by the real actions, a few days and hours ago."""

import datetime as dt
import random
from collections.abc import Sequence

from linli.config.demo.scenarios import SCENARIOS
from linli.config.demo.town import Town
from linli.foundation.accounts.models import User
from linli.foundation.places.models import Place
from linli.kernel.clock import SHANGHAI
from linli.registers.residents.models import Person
from linli.services.cases.actions import intake, life
from linli.services.cases.choices import ContactResult, ContactWay, Nature, Outcome, Source
from linli.services.cases.models import Case

# How far each open request has come, and how many hours ago it began.
STAGES = (
    *(("received", hours) for hours in (0.3, 0.8, 1.5, 4, 20)),
    *(("signed", hours) for hours in (3, 9, 22, 30, 46, 70, 120)),
    *(("contacted", hours) for hours in (26, 40, 52, 75, 98, 130, 160, 190, 216)),
    *(("handled", hours) for hours in (60, 90, 140)),
    *(("reported", hours) for hours in (70, 100, 128, 150, 170)),
)


def write(
    town: Town,
    people: dict[str, User],
    residents: Sequence[tuple[Person, Place, int]],
    source: random.Random,
    now: dt.datetime,
) -> None:
    """Open requests in every state; the last one is the demonstration resident's own."""
    month = now.astimezone(SHANGHAI).month
    fitting = [scenario for scenario in SCENARIOS if month in scenario.months]
    workers = [people["worker"], *(people[f"worker{n}"] for n in range(2, 8))]
    for stage, hours in STAGES:
        person, dwelling, grid = source.choice(residents[:900] if hours > 100 else residents)
        scenario = source.choice(fitting)
        began = now - dt.timedelta(hours=hours)
        building = dwelling.parent.parent if dwelling.parent else None
        text = source.choice(scenario.texts).format(
            b=building.name if building else "",
            u=dwelling.parent.name if dwelling.parent else "",
            n=source.randint(3, 9),
        )
        case = intake.submit(
            request=intake.Request(
                text=text,
                place=dwelling,
                source=source.choice([Source.PORTAL, Source.PHONE, Source.CHAT, Source.HOTLINE]),
                nature=Nature(scenario.nature),
                name=person.name,
                phone=person.phone,
                resident=person,
            ),
            by=None,
            at=began,
        )
        walk(case, stage, workers[grid // 2], scenario.result, scenario.reply, began)
    own = intake.submit(
        request=intake.Request(
            text="3号楼前面的路灯已经坏了三天，晚上黑漆漆的，我昨天差点摔跤，请尽快修一下。",
            place=town.buildings[2],
            source=Source.PORTAL,
            name="王秀英",
            phone="15400000001",
            account=people["resident"],
        ),
        by=None,
        at=now - dt.timedelta(hours=6),
    )
    walk(own, "contacted", people["worker"], "", "", now - dt.timedelta(hours=6))


def walk(case: Case, stage: str, worker: User, result: str, reply: str, began: dt.datetime) -> None:
    """Take a case as far as the stage, with the steps spread over the time since it began."""
    if stage == "received":
        return
    life.sign(case=case, by=worker, at=began + dt.timedelta(minutes=40))
    if stage == "signed":
        return
    life.log_contact(
        case=case,
        way=ContactWay.PHONE,
        result=ContactResult.REACHED,
        note="已了解情况，约定上门时间",
        by=worker,
        at=began + dt.timedelta(hours=2),
    )
    if stage == "contacted":
        return
    text = result.format(n=5)
    life.handle(
        case=case,
        outcome=Outcome.SOLVED,
        result=text,
        by=worker,
        at=began + dt.timedelta(hours=30),
    )
    if stage == "reported":
        life.report_back(case=case, reply=reply, by=worker, at=began + dt.timedelta(hours=33))
