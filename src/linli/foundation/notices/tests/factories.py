"""Notices as actions send them."""

import datetime as dt
from typing import Any

from linli.foundation.accounts.public import User
from linli.foundation.notices import actions
from linli.foundation.notices.models import Notice, Robot
from linli.foundation.places.public import Place
from linli.foundation.places.tests.factories import Town
from linli.kernel import clock

AT = clock.local(2026, 3, 2, 9)


def tell(to: User, at: dt.datetime = AT, **changes: Any) -> Notice | None:
    told = {"kind": "tests.mailed", "title": "有诉求派给您", "text": "路灯不亮", "url": "/r/1/"}
    return actions.send(to=to, at=at, **{**told, **changes})


def choose(
    user: User,
    chosen: dict[str, list[str]],
    quiet_from: dt.time = dt.time(22),
    quiet_to: dt.time = dt.time(7),
    *,
    digest: bool = True,
) -> None:
    actions.choose(
        user=user, channels=chosen, quiet_from=quiet_from, quiet_to=quiet_to, digest=digest
    )


def to_phone(town: Town, phone: str, at: dt.datetime = AT, **changes: Any) -> Any:
    told = {"kind": "tests.plain", "title": "受理短信", "text": "您反映的路灯不亮已经受理"}
    path = town.community.place_path
    return actions.send_to_phone(phone=phone, place_path=path, at=at, **{**told, **changes})


def to_robots(town: Town, at: dt.datetime = AT, **changes: Any) -> Any:
    told = {"kind": "tests.mailed", "title": "新诉求", "text": "3号楼路灯不亮", "url": "/r/1/"}
    path = town.grid.place_path
    return actions.send_to_robots(place_path=path, at=at, **{**told, **changes})


def make_robot(place: Place, **changes: Any) -> Robot:
    kept = {"name": "工作群", "kind": "wecom", "address": "http://127.0.0.1:9/send?key=k"}
    return Robot.objects.create(place=place, place_path=place.place_path, **{**kept, **changes})
