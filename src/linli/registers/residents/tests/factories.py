"""A small community with a dwelling or two, and people who live there."""

import dataclasses
import datetime as dt

from stdnum.cn import ric

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.residents import presets
from linli.registers.residents.actions import files, life, merging, tags
from linli.registers.residents.actions.life import Home
from linli.registers.residents.actions.people import Arrival, add, add_contact
from linli.registers.residents.models import (
    ContactRole,
    Household,
    LifeEvent,
    LifeKind,
    Person,
    PersonTag,
    Source,
    Tag,
)

AT = clock.local(2026, 3, 11, 9, 30)
TODAY = dt.date(2026, 3, 11)


@dataclasses.dataclass
class Town:
    """A community with one grid, one building and two dwellings of one unit."""

    community: places.Place
    grid: places.Place
    building: places.Place
    dwelling: places.Place
    next_door: places.Place


def make_town(name: str = "幸福里社区") -> Town:
    def build(kind: places.Kind, title: str, parent: places.Place | None) -> places.Place:
        return places.add(kind=kind, name=title, parent=parent, by=None, at=AT)

    community = build(places.Kind.COMMUNITY, name, None)
    grid = build(places.Kind.GRID, "第一网格", community)
    building = build(places.Kind.BUILDING, "3号楼", grid)
    unit = build(places.Kind.UNIT, "2单元", building)
    return Town(
        community,
        grid,
        building,
        build(places.Kind.DWELLING, "501", unit),
        build(places.Kind.DWELLING, "502", unit),
    )


def settle(
    where: places.Place | Household,
    name: str,
    *,
    relation: str = "",
    on: dt.date = dt.date(2020, 5, 1),
    **told: str,
) -> Person:
    """Somebody who lives there; facts as `birth_date="1940-01-01"`."""
    home = Home(household=where) if isinstance(where, Household) else Home(dwelling=where)
    return add(
        told={"person.name": name, **{f"person.{field}": text for field, text in told.items()}},
        home=home,
        arrival=Arrival(on=on, relation=relation),
        source=Source.VISIT,
        by=None,
        at=AT,
    )


def tell_facts(person: Person, told: dict[str, str]) -> Person:
    """More facts of somebody, told at a visit: `{"person.illness": "高血压"}`."""
    return files.tell(
        record=person, told=told, source=Source.VISIT, confirmed_on=TODAY, by=None, at=AT
    )


def merge(kept: Person, gone: Person) -> None:
    """Two files of one person become one."""
    merging.merge(kept=kept, gone=gone, by=None, at=AT)


def depart(
    person: Person, *, on: dt.date = TODAY, at: dt.datetime = AT, back: bool = False
) -> None:
    """Somebody leaves for good, or comes back."""
    kind = LifeKind.RETURNED if back else LifeKind.LEFT
    life.happen(person=person, kind=kind, on=on, by=None, at=at)


def id_number(born_on: str, *, sex: str = "2", order: int = 1) -> str:
    """A well-formed number of a division that does not exist."""
    last = order * 2 + (1 if sex == "1" else 0)
    front = f"990000{born_on.replace('-', '')}{last:03d}"
    return front + ric.calc_check_digit(f"{front}0")


def load_tags() -> None:
    """The tag dictionary that a site starts with."""
    presets.load()


def unsaved_tags() -> list[Tag]:
    """The same dictionary for tests without a database."""
    return [
        Tag(pk=number, name=row[0], level=row[1], rule=row[2], field=row[3])
        for number, row in enumerate(presets.TAGS, 1)
    ]


def give_tag(person: Person, name: str, *, until: dt.date | None = None) -> PersonTag:
    """A tag that a worker gave ten days ago."""
    return tags.give(
        person=person,
        tag=Tag.objects.get(name=name),
        since=TODAY - dt.timedelta(days=10),
        until=until,
        proof="证1号",
        source=Source.VISIT,
        by=None,
        at=AT,
    )


def review_tag(row: PersonTag) -> None:
    """Somebody looked, and it still holds."""
    tags.review(row=row, by=None, at=AT)


def tell(person: Person, **told: str) -> None:
    """What somebody said, as `aid__end_date="2026-04-01"`."""
    tell_facts(person, {name.replace("__", "."): text for name, text in told.items()})


def happen(person: Person, kind: str, *, on: dt.date = TODAY) -> LifeEvent:
    """Somebody goes away, leaves or dies."""
    return life.happen(person=person, kind=LifeKind(kind), on=on, by=None, at=AT)


def take_back(event: LifeEvent) -> None:
    """It did not happen."""
    life.undo(event=event, by=None, at=AT)


def move(person: Person, dwelling: places.Place) -> None:
    """Somebody moves to another door."""
    life.move(person=person, home=Home(dwelling=dwelling), on=TODAY, by=None, at=AT)


def give_guardian(person: Person, name: str, phone: str) -> None:
    """Somebody who looks after a child."""
    add_contact(
        person=person,
        role=ContactRole.GUARDIAN,
        name=name,
        relation="",
        phone=phone,
        by=None,
        at=AT,
    )
