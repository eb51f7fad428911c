"""One matter that many of the demonstration's residents write about, and a plan for it."""

import datetime as dt
import random
from collections.abc import Sequence

from linli.config.demo.town import Town
from linli.foundation.accounts.models import User
from linli.foundation.places.models import Place
from linli.insight.triage.topics import actions, queries, sorting
from linli.insight.triage.topics.queries import Asked
from linli.kernel.clock import local_date
from linli.registers.residents.models import Person
from linli.services.cases.actions import intake
from linli.services.cases.choices import Nature, Source

# (days ago, words): the same shop in everybody's own words.
TOLD = (
    (41, "北门口新开的老李烧烤没有烟道，油烟直接往楼上飘，晚上不敢开窗。"),
    (38, "老李烧烤天天烤到半夜，油烟熏得孩子咳嗽，请管一管北门这家店。"),
    (30, "北门老李烧烤把炉子摆到人行道上，油烟大得开不了窗，喝酒划拳吵到半夜。"),
    (22, "楼下烧烤店油烟扰民，就是北门的老李烧烤，说过几次都不改。"),
    (15, "北门老李烧烤的油烟顺着楼道进屋，晚上不敢开窗，烟道到底什么时候装？"),
    (9, "老李烧烤半夜还在营业，油烟和划拳声吵得孩子睡不着，北门这家店谁来管？"),
    (6, "请督促北门老李烧烤装烟道，油烟往楼上飘，几栋楼晚上都不敢开窗。"),
    (3, "北门老李烧烤又把桌子摆出来了，油烟大，喝酒划拳吵到半夜。"),
    (1, "老李烧烤没有烟道，油烟直接往楼上飘，说过几次都不改，请管一管北门这家店。"),
)


def write(
    town: Town,
    people: dict[str, User],
    residents: Sequence[tuple[Person, Place, int]],
    source: random.Random,
    now: dt.datetime,
) -> None:
    """Requests by nine people, sorted into topics; the street shop has its plan."""
    for (days, text), (person, dwelling, _grid) in zip(
        TOLD, source.sample(list(residents), len(TOLD)), strict=True
    ):
        intake.submit(
            request=intake.Request(
                text=text,
                place=dwelling,
                source=source.choice([Source.PORTAL, Source.PHONE, Source.CHAT]),
                nature=Nature.COMPLAINT,
                name=person.name,
                phone=person.phone,
                resident=person,
            ),
            by=None,
            at=now - dt.timedelta(days=days),
        )
    sorting.refresh(at=now, finder=sorting.Finder())
    head = people["head"]
    shop = max(
        queries.listing(head, Asked(words="老李烧烤"), at=now),
        key=lambda line: len(line.requests),
    )
    [community] = queries.communities(shop)[:1]
    actions.plan(
        topic=shop.topic,
        place=community,
        title="北门老李烧烤油烟扰民",
        measures="周四约城管、市场监管和店主到场：限期装烟道和净化器，十点后不在外面摆桌；"
        "装好后请反映的住户来看。",
        until_on=local_date(now) + dt.timedelta(days=12),
        requests=len(shop.requests),
        by=head,
        at=now - dt.timedelta(hours=20),
    )
