"""A community with its committee, a grid worker, and people whose lives change."""

import dataclasses
import datetime as dt
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_head, make_user
from linli.foundation.places import public as places
from linli.registers.organisations.public import Kind, Organisation
from linli.registers.organisations.tests.factories import make_unit
from linli.registers.residents.public import Person
from linli.registers.residents.tests import factories as residents
from linli.services.changes import presets

AT = residents.AT
TODAY = residents.TODAY
WORKER = ["residents.view", "residents.edit"]


@dataclasses.dataclass
class Scene:
    """Who works in the community."""

    town: residents.Town
    committee: Organisation
    worker: accounts.User
    head: accounts.User


def make_scene(name: str = "幸福里社区") -> Scene:
    residents.load_tags()
    presets.load()
    town = residents.make_town(name)
    committee = make_unit(town.community, f"{name}居委会", kind=Kind.COMMUNITY)
    worker = make_user(town.grid, WORKER, name="网格员")
    return Scene(town, committee, worker, make_head(town.community))


def born_so_that(age: int, *, in_days: int) -> str:
    """A birth with which somebody reaches an age in so many days."""
    day = TODAY + dt.timedelta(days=in_days)
    return day.replace(year=day.year - age).isoformat()


def settle(where: places.Place, name: str = "王秀英", **told: str) -> Person:
    return residents.settle(where, name, **told)


def due_for_review(row: Any) -> None:
    """A tag that somebody should look at today."""
    row.review_on = TODAY
    row.save()
