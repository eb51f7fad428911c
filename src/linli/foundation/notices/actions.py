"""Telling people. Call these inside the action that has something to tell: the rows stand and
fall with its transaction, and a job sends them after it."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.public import User
from linli.foundation.audit import public as audit
from linli.foundation.notices import queries, robots
from linli.foundation.notices.kinds import KINDS
from linli.foundation.notices.models import (
    Channel,
    Delivery,
    Notice,
    Preference,
    Robot,
    State,
)
from linli.foundation.notices.permissions import NoticesPermission
from linli.foundation.notices.quiet import QuietHours, next_round
from linli.foundation.notices.transport import NotSent
from linli.foundation.places.public import Place
from linli.kernel import identity
from linli.kernel.errors import DomainError, InvalidMove

# A second notice on the same within this time replaces the first, if that was not read yet.
SAME_FOR = dt.timedelta(minutes=10)
LONGEST_TITLE = 120


class UnknownKind(Exception):
    """A notice of a kind that no app registered: nobody could choose how to get it."""


class RobotSilent(DomainError):
    code = "robot_silent"


@transaction.atomic
def send(
    *,
    to: User,
    kind: str,
    title: str,
    text: str,
    at: dt.datetime,
    url: str = "",
    urgent: bool = False,
    place_path: str = "",
) -> Notice | None:
    """Tell somebody who signs in: in the app, and by the channels of their choice.

    Only `title` leaves the site, by e-mail and SMS: it names kind and number, never what somebody
    said. `text` and `url`, a path of this site, are for who has signed in. Urgent ones wait for
    neither morning nor round. None when the account is closed. An unread notice of the same kind
    and `url` from the last ten minutes is brought up to date instead.
    """
    _check_kind(kind)
    if not to.is_active:
        return None
    if not urgent and (earlier := _same(to, kind, title, text, url, at)):
        Notice.objects.filter(pk=earlier.pk).update(title=_cut(title), text=text, created_at=at)
        return earlier
    notice = Notice.objects.create(
        recipient=to,
        kind=kind,
        title=_cut(title),
        text=text,
        url=url,
        urgent=urgent,
        place_path=place_path or to.place_path,
        created_at=at,
    )
    first_try_at = _first_try(at, urgent, queries.wishes(to).quiet)
    Delivery.objects.bulk_create(
        Delivery(notice=notice, channel=channel, next_try_at=first_try_at)
        for channel in queries.channels_of(to, kind)
    )
    return notice


@transaction.atomic
def send_to_phone(
    *,
    phone: str,
    kind: str,
    title: str,
    text: str,
    at: dt.datetime,
    place_path: str,
    urgent: bool = False,
    secret: bool = False,
) -> Notice | None:
    """Tell a resident by SMS. The number is kept encrypted.

    `text` is all that is sent; `title` is for the list of messages that did not go out. `secret`
    wipes the text when it has gone out. None when the number is no mobile phone.
    """
    _check_kind(kind)
    number = identity.normalise_phone(phone)
    if not identity.MOBILE.fullmatch(number):
        return None
    notice = Notice.objects.create(
        phone=number,
        kind=kind,
        title=_cut(title),
        text=text,
        urgent=urgent,
        secret=secret,
        place_path=place_path,
        created_at=at,
    )
    first_try_at = _first_try(at, urgent, QuietHours())
    Delivery.objects.create(notice=notice, channel=Channel.SMS, next_try_at=first_try_at)
    return notice


@transaction.atomic
def send_to_robots(
    *,
    place_path: str,
    kind: str,
    title: str,
    text: str,
    at: dt.datetime,
    url: str = "",
    urgent: bool = False,
) -> Notice | None:
    """Tell the group chats of a place and of those above it. None when there are none.

    A group is not a person: say nothing in `text` that not everybody in it may know.
    """
    _check_kind(kind)
    listening = queries.robots_for(place_path, kind)
    if not listening:
        return None
    notice = Notice.objects.create(
        kind=kind,
        title=_cut(title),
        text=text,
        url=url,
        urgent=urgent,
        place_path=place_path,
        created_at=at,
    )
    first_try_at = _first_try(at, urgent, QuietHours())
    Delivery.objects.bulk_create(
        Delivery(notice=notice, channel=Channel.ROBOT, robot=robot, next_try_at=first_try_at)
        for robot in listening
    )
    return notice


def mark_read(*, user: User, at: dt.datetime, notice: Notice | None = None) -> int:
    """One of the person's own notices, or all of them, has been read; returns how many were new."""
    unread = Notice.objects.filter(recipient=user, read_at=None)
    return (unread.filter(pk=notice.pk) if notice else unread).update(read_at=at)


def forget(*, url: str, name: str, since: dt.datetime) -> int:
    """Delete what was said about something since it came: notices that lead to `url`, and messages
    to phones that end with its name. Returns how many."""
    about = Q(url__startswith=url) | Q(recipient=None, title__endswith=name)
    _rows, by_model = Notice.objects.filter(about, created_at__gte=since).delete()
    return by_model.get("notices.Notice", 0)


@transaction.atomic
def retry(*, delivery: Delivery, by: User, at: dt.datetime) -> None:
    """Send again what did not go out, with all its attempts."""
    accounts.check(by, NoticesPermission.MANAGE, delivery.notice.place_path)
    troubled = Delivery.objects.filter(pk=delivery.pk, state__in=queries.TROUBLED)
    if delivery.notice.secret or not troubled.update(
        state=State.WAITING, attempts=0, next_try_at=at
    ):
        raise InvalidMove(_("这条消息不能再发了：它刚刚已经发出，或者里面的验证码已经过期。"))
    audit.record(
        "notices.retry",
        by=by,
        at=at,
        subject=delivery.notice,
        subject_name=delivery.notice.title,
        changes={"channel": delivery.channel},
    )


def choose(
    *,
    user: User,
    channels: dict[str, list[str]],
    quiet_from: dt.time,
    quiet_to: dt.time,
    digest: bool,
) -> Preference:
    """How the person wants to be told from now on. `channels`: kind code → channels."""
    preference, _made = Preference.objects.update_or_create(
        user=user,
        defaults={
            "channels": {code: chosen for code, chosen in channels.items() if code in KINDS},
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
            "digest": digest,
        },
    )
    return preference


@transaction.atomic
def save_robot(
    *,
    robot: Robot | None,
    name: str,
    kind: str,
    address: str,
    secret: str,
    place: Place,
    kinds: Collection[str],
    by: User,
    at: dt.datetime,
) -> Robot:
    """A new group robot (`robot` None), or a changed one. An empty address keeps the old one.

    Raises NotAllowed, and `robots.BadAddress` for one that is not of this kind of robot.
    """
    accounts.check(by, NoticesPermission.MANAGE, place.place_path)
    changed = robot or Robot()
    if robot is not None:
        accounts.check(by, NoticesPermission.MANAGE, robot.place_path)
    changed.name, changed.kind, changed.kinds = name, kind, sorted(kinds)
    changed.place, changed.place_path = place, place.place_path
    changed.address = address or changed.address
    changed.secret = secret or (changed.secret if not address else "")
    robots.check_address(changed)
    changed.save()
    _record("notices.save_robot", changed, by, at)
    return changed


@transaction.atomic
def switch_robot(*, robot: Robot, enabled: bool, by: User, at: dt.datetime) -> None:
    """Stop a robot, or let it speak again. What waits for a stopped one is not sent."""
    accounts.check(by, NoticesPermission.MANAGE, robot.place_path)
    robot.enabled = enabled
    robot.save(update_fields=["enabled"])
    if not enabled:
        Delivery.objects.filter(robot=robot, next_try_at__isnull=False).delete()
    _record("notices.switch_robot", robot, by, at)


def try_robot(*, robot: Robot, by: User, at: dt.datetime) -> None:
    """Say a word in the group now. Raises RobotSilent with the robot's own words."""
    accounts.check(by, NoticesPermission.MANAGE, robot.place_path)
    words = _("%(name)s在试消息：这个群可以收到邻里的提醒了。") % {"name": by.name}
    try:
        robots.post(robot, words)
    except NotSent as error:
        Robot.objects.filter(pk=robot.pk).update(last_error=str(error)[:300])
        raise RobotSilent(_("群里没有收到，机器人的回答是：%s") % error) from error
    Robot.objects.filter(pk=robot.pk).update(last_error="", last_sent_at=at)


def _record(action: str, robot: Robot, by: User, at: dt.datetime) -> None:
    changes: dict[str, Any] = {"kind": robot.kind, "enabled": robot.enabled, "kinds": robot.kinds}
    audit.record(action, by=by, at=at, subject=robot, subject_name=robot.name, changes=changes)


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise UnknownKind(kind)


def _same(to: User, kind: str, title: str, text: str, url: str, at: dt.datetime) -> Notice | None:
    same = Q(url=url) if url else Q(url="", title=_cut(title), text=text)
    return (
        Notice.objects.filter(
            same, recipient=to, kind=kind, read_at=None, created_at__gte=at - SAME_FOR
        )
        .order_by("-created_at", "-id")
        .first()
    )


def _first_try(at: dt.datetime, urgent: bool, quiet: QuietHours) -> dt.datetime:
    return at if urgent else next_round(quiet.after(at))


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
