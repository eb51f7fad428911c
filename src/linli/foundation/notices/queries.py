"""Reads of notices and of how they went out."""

import dataclasses
from collections.abc import Collection

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.public import User
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
from linli.foundation.notices.quiet import QuietHours
from linli.foundation.places import public as places
from linli.foundation.places.public import Place
from linli.kernel import identity

# What did not go out though the site has the channel, and all that did not go out.
FAILED = (State.FAILED, State.GAVE_UP)
TROUBLED = (*FAILED, State.UNAVAILABLE)


@dataclasses.dataclass(frozen=True)
class Wishes:
    """How a person, a phone or a group wants to be told; the defaults count where nothing is."""

    chosen: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    quiet: QuietHours = dataclasses.field(default_factory=QuietHours)
    digest: bool = True

    def channels(self, kind: str) -> frozenset[str]:
        """The channels besides the app for a kind of notice."""
        if kind in self.chosen:
            return frozenset(self.chosen[kind])
        return frozenset(str(channel) for channel in KINDS[kind].channels)


def wishes(user: User | None) -> Wishes:
    """What the person chose, or the defaults."""
    row = Preference.objects.filter(user=user).first() if user is not None else None
    if row is None:
        return Wishes()
    return Wishes(row.channels, QuietHours(row.quiet_from, row.quiet_to), row.digest)


def inbox(user: User) -> QuerySet[Notice]:
    """What the person was told; order by ("-created_at", "-id")."""
    return Notice.objects.filter(recipient=user)


def get_own(user: User, notice_id: int) -> Notice | None:
    """One of the person's own notices."""
    return inbox(user).filter(pk=notice_id).first()


def unread_count(user: User) -> int:
    """How many notices the person has not opened, 100 at the most."""
    return Notice.objects.filter(recipient=user, read_at=None)[:100].count()


def troubled(user: User, states: Collection[State] = TROUBLED) -> QuerySet[Delivery]:
    """Deliveries that did not go out, at the places where the person looks after messages."""
    scope = accounts.scope(user, NoticesPermission.MANAGE, "notice__place_path")
    return Delivery.objects.filter(scope, state__in=states).select_related(
        "notice", "notice__recipient", "robot"
    )


def get_delivery(user: User, delivery_id: int) -> Delivery | None:
    """A delivery that did not go out, within the person's places."""
    return troubled(user).filter(pk=delivery_id).first()


def robots(user: User) -> QuerySet[Robot]:
    """Robots of the places where the person looks after messages."""
    return Robot.objects.filter(accounts.scope(user, NoticesPermission.MANAGE)).select_related(
        "place"
    )


def get_robot(user: User, robot_id: int) -> Robot | None:
    """A robot within the person's places."""
    return robots(user).filter(pk=robot_id).first()


def robots_for(place_path: str, kind: str) -> list[Robot]:
    """Robots in use at the place or above it that want this kind."""
    above = [place_path[: i + 1] for i, sign in enumerate(place_path) if sign == "/"][1:]
    listening = Robot.objects.filter(place_path__in=above, enabled=True)
    return [robot for robot in listening if not robot.kinds or kind in robot.kinds]


def channels_of(user: User, kind: str) -> list[Channel]:
    """The channels on which this person can and wants to be told about the kind."""
    wanted = wishes(user).channels(kind)
    return [channel for channel in reachable(user) if channel in wanted]


def reachable(user: User) -> list[Channel]:
    """The channels for which the person has left an address: e-mail, or a mobile phone for SMS."""
    has_mobile = identity.MOBILE.fullmatch(identity.normalise_phone(user.phone))
    addresses = {Channel.EMAIL: user.email, Channel.SMS: has_mobile}
    return [channel for channel, address in addresses.items() if address]


def robot_places(user: User) -> QuerySet[Place]:
    """Where the person may set up robots, in the order of the tree."""
    return places.choices(accounts.scope(user, NoticesPermission.MANAGE, "path"))


def kinds_for_people() -> list[tuple[str, object]]:
    """Codes and labels of what people are told, for a form."""
    return [(kind.code, kind.label) for kind in KINDS if kind.people]


def kinds_for_groups() -> list[tuple[str, object]]:
    """The same of what group chats are told."""
    return [(kind.code, kind.label) for kind in KINDS if kind.groups]
