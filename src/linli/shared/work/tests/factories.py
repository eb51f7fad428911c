"""A small community with people and work, made through the product's own actions."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.organisations import public as organisations
from linli.shared.work import clocks
from linli.shared.work.actions import items
from linli.shared.work.deadlines import Unit
from linli.shared.work.kinds import NextStep, WorkKind
from linli.shared.work.models import ClockKind, Preset, Priority, Rule, WorkItem
from linli.shared.work.permissions import WorkPermission

# A Wednesday morning, inside business hours.
MORNING = clock.local(2026, 3, 11, 9, 30)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
_numbers = itertools.count(1)

HANDLE = "errands.handle"
WORKER = [HANDLE]
HEAD = [*WORKER, WorkPermission.SEE_ALL, WorkPermission.HAND_OVER]
STREET = [*HEAD, WorkPermission.MANAGE_RULES]


def _steps(found: Iterable[WorkItem], user: accounts.User) -> Mapping[int, NextStep]:
    return {item.pk: NextStep("去办", f"/errands/{item.pk}/#next") for item in found}


# The kind of work that stands for a service's in these tests; see the fixture in conftest.
ERRAND = WorkKind(
    code="errand",
    label="跑腿",
    icon="list-check",
    url=lambda item: f"/errands/{item.pk}/",
    next_steps=_steps,
    permission=HANDLE,
    topics=(("question", "问事"), ("trouble", "难事")),
)


@dataclasses.dataclass
class Town:
    """A street with one community of two grids, and the units around it."""

    district: places.Place
    street: places.Place
    community: places.Place
    grid: places.Place
    other_grid: places.Place
    committee: organisations.Organisation
    office: organisations.Organisation
    firm: organisations.Organisation


def make_town(name: str = "幸福里社区", *, street: places.Place | None = None) -> Town:
    if street is None:
        district = make_place(places.Kind.DISTRICT, f"示范区{next(_numbers)}", None)
        street = make_place(places.Kind.STREET, f"春晖街道{next(_numbers)}", district)
    community = make_place(places.Kind.COMMUNITY, name, street)
    unit = organisations.Kind
    return Town(
        street.parent,
        street,
        community,
        make_place(places.Kind.GRID, "第一网格", community),
        make_place(places.Kind.GRID, "第二网格", community),
        make_unit(unit.COMMUNITY, f"{name}居委会", community),
        make_unit(unit.STREET, f"{street.name}办事处{next(_numbers)}", street),
        make_unit(unit.PROPERTY, f"{name}物业", community),
    )


def make_place(kind: places.Kind, name: str, parent: places.Place | None) -> places.Place:
    return places.add(kind=kind, name=name, parent=parent, by=None, at=MORNING)


def make_unit(
    kind: organisations.Kind, name: str, place: places.Place
) -> organisations.Organisation:
    return organisations.Organisation.objects.create(
        kind=kind, name=name, place=place, place_path=place.place_path
    )


def make_user(
    codes: Iterable[str] = (),
    place: places.Place | None = None,
    *,
    unit: organisations.Organisation | None = None,
    name: str = "",
    kind: accounts.UserKind = accounts.UserKind.STAFF,
) -> accounts.User:
    """Somebody who holds the codes at a place, and perhaps signs in for a unit."""
    number = next(_numbers)
    user = accounts.open_account(
        username=f"user{number}",
        name=name or f"测试{number}",
        password="Linli-2026-test",
        kind=kind,
        by=None,
        at=MORNING,
        first_password=False,
    )
    if place is not None:
        role = accounts.Role.objects.create(
            code=f"role{number}", name=f"角色{number}", permissions=[str(code) for code in codes]
        )
        accounts.assign(
            user=user, role=role, place=place, starts_on=dt.date(2020, 1, 1), by=None, at=MORNING
        )
    if unit is not None:
        organisations.Member.objects.create(organisation=unit, user=user)
    return user


def make_partner(unit: organisations.Organisation, name: str = "") -> accounts.User:
    return make_user(unit=unit, name=name, kind=accounts.UserKind.PARTNER)


def make_preset(
    limits: Iterable[tuple[ClockKind, str, int | None, int, Unit]] = (), *, in_use: bool = True
) -> Preset:
    """A preset in use with these limits: (clock, topic, priority, amount, unit)."""
    number = next(_numbers)
    if in_use:
        Preset.objects.filter(in_use=True).update(in_use=False)
    preset = Preset.objects.create(
        code=f"preset{number}", name=f"方案{number}", source="测试用", in_use=in_use
    )
    for kind, topic, priority, amount, unit in limits:
        Rule.objects.create(
            preset=preset, kind=kind, topic=topic, priority=priority, amount=amount, unit=unit
        )
    return preset


def make_item(
    town: Town,
    *,
    place: places.Place | None = None,
    assignee: accounts.User | None = None,
    team: organisations.Organisation | None = None,
    title: str = "楼道灯不亮",
    at: dt.datetime = MORNING,
    priority: int = Priority.NORMAL,
    kind: str = "errand",
) -> WorkItem:
    return items.open_item(
        kind=kind,
        title=title,
        place=place or town.grid,
        team=team or town.committee,
        assignee=assignee,
        at=at,
        priority=priority,
    )


def run_clock(
    item: WorkItem, due_in: dt.timedelta, *, kind: ClockKind = ClockKind.HANDLE, **fields: Any
) -> Any:
    """A clock on the item that started now and is due so much later, whatever the rules say."""
    started_at = fields.pop("started_at", item.opened_at)
    stored = {
        "amount": 7,
        "unit": "days",
        "ends": "midnight",
        "roll_to_workday": False,
        "preset": "test",
        "version": 1,
    }
    row = clocks.Clock(item=item, kind=kind, rule=stored, started_at=started_at, **fields)
    clocks.set_due(row, clocks.deadlines.Due(started_at + due_in))
    row.save()
    clocks.refresh_due(item)
    return row


def latest_event(action):
    """The log's last line of an action; no app may ask for this, only tests do."""
    return apps.get_model("audit.AuditEvent").objects.filter(action=action).order_by("pk").last()


def count_queries(page):
    """How many queries a page takes, once what is kept between requests is warm."""
    page()
    with CaptureQueriesContext(connection) as context:
        page()
    return len(context)
