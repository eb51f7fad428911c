"""A small true community for tests: made through the same actions that the product uses."""

import dataclasses
import datetime as dt
import itertools
from typing import Any

from linli.config import presets
from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.registers.organisations.public import Kind as UnitKind
from linli.registers.organisations.public import Member, Organisation
from linli.services.cases.actions import appeals, closing, intake, life
from linli.services.cases.choices import Outcome, Satisfaction, Source
from linli.services.cases.models import AppealReason, CallBackChannel, Case, Category

PASSWORD = "Linli-2026-test"
# A Wednesday morning, inside business hours.
MORNING = clock.local(2026, 3, 11, 9, 30)
_numbers = itertools.count(1)


@dataclasses.dataclass
class Community:
    """A community with one grid, one building, one dwelling and its units."""

    street: places.Place
    community: places.Place
    grid: places.Place
    building: places.Place
    dwelling: places.Place
    committee: Organisation
    office: Organisation
    property_firm: Organisation


def make_community(name: str = "幸福里社区", *, street: places.Place | None = None) -> Community:
    """A community under its own street (or the given one); presets are loaded."""
    presets.load()
    at = MORNING

    def add(
        kind: places.Kind, title: str, parent: places.Place | None, **more: Any
    ) -> places.Place:
        return places.add(kind=kind, name=title, parent=parent, by=None, at=at, **more)

    if street is None:
        district = add(places.Kind.DISTRICT, f"示范区{next(_numbers)}", None)
        street = add(places.Kind.STREET, f"春晖街道{next(_numbers)}", district)
    community = add(places.Kind.COMMUNITY, name, street, contact_name="社区服务站")
    grid = add(places.Kind.GRID, "第一网格", community)
    building = add(places.Kind.BUILDING, "3号楼", grid)
    unit = add(places.Kind.UNIT, "2单元", building)
    dwelling = add(places.Kind.DWELLING, "501", unit)

    def organise(kind: UnitKind, title: str, place: places.Place) -> Organisation:
        return Organisation.objects.create(
            kind=kind, name=title, place=place, place_path=place.place_path
        )

    office = Organisation.objects.filter(kind=UnitKind.STREET, place=street).first()
    return Community(
        street,
        community,
        grid,
        building,
        dwelling,
        organise(UnitKind.COMMUNITY, f"{name}居委会", community),
        office or organise(UnitKind.STREET, f"{street.name}办事处", street),
        organise(UnitKind.PROPERTY, f"{name}物业", community),
    )


def make_user(
    role: str = "",
    place: places.Place | None = None,
    *,
    unit: Organisation | None = None,
    name: str = "",
    kind: accounts.UserKind = accounts.UserKind.STAFF,
    first_password: bool = False,
) -> accounts.User:
    """Somebody with a role at a place (from long ago, without end) and perhaps a unit."""
    number = next(_numbers)
    user = accounts.open_account(
        username=f"user{number}",
        name=name or f"测试{number}",
        password=PASSWORD,
        kind=kind,
        by=None,
        at=MORNING,
        first_password=first_password,
    )
    if role and place is not None:
        accounts.assign(
            user=user,
            role=accounts.Role.objects.get(code=role),
            place=place,
            starts_on=dt.date(2020, 1, 1),
            by=None,
            at=MORNING,
        )
    if unit is not None:
        Member.objects.create(organisation=unit, user=user)
    return user


def make_partner(unit: Organisation, name: str = "") -> accounts.User:
    """Somebody who signs in for a department or firm."""
    return make_user(unit=unit, name=name, kind=accounts.UserKind.PARTNER)


def make_case(
    home: Community, *, at: dt.datetime = MORNING, by: accounts.User | None = None, **fields: Any
) -> Case:
    """A request of a resident, submitted through the portal's action."""
    values: dict[str, Any] = {
        "text": "三号楼二单元门口的路灯坏了三天，晚上老人出门看不清路。",
        "place": home.dwelling,
        "source": Source.PORTAL,
        "name": "王秀英",
        "phone": "13800138000",
        **fields,
    }
    return intake.submit(request=intake.Request(**values), by=by, at=at)


def make_category(name: str) -> Category:
    """A category of the first level, the preset's own where it has one."""
    found, _ = Category.objects.get_or_create(full_name=name, defaults={"level": 1, "name": name})
    return found


def make_answered_case(
    home: Community,
    worker: accounts.User,
    *,
    solved: bool,
    satisfaction: int,
    at: dt.datetime = MORNING,
) -> Case:
    """A request taken through all steps within three hours, with the resident's answer."""
    hour = dt.timedelta(hours=1)
    case = make_case(home, at=at)
    life.sign(case=case, by=worker, at=at)
    life.handle(case=case, outcome=Outcome.SOLVED, result="换灯", by=worker, at=at + hour)
    life.report_back(case=case, reply="修好了", by=worker, at=at + 2 * hour)
    closing.call_back(
        case=case,
        contacted=True,
        solved=solved,
        satisfaction=Satisfaction(satisfaction),
        comment="",
        channel=CallBackChannel.LINK,
        by=None,
        at=at + 3 * hour,
    )
    return case


def exclude(case: Case, *, asked_by: accounts.User, granted_by: accounts.User) -> None:
    """An exclusion appeal that is granted."""
    made = appeals.appeal(
        case=case, reason=AppealReason.UNTRUE, explanation="现场没有", by=asked_by, at=MORNING
    )
    appeals.review(made=made, granted=True, decision="核实", by=granted_by, at=MORNING)


def answer_later(case: Case, at: dt.datetime) -> None:
    """Move the time of the answer, for figures."""
    Case.objects.filter(pk=case.pk).update(reported_at=at)
