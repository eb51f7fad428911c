"""Reads of accounts, roles and assignments."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.foundation.accounts import grants
from linli.foundation.accounts.models import Assignment, LoginEvent, Role, User
from linli.foundation.accounts.permissions import CODES, AccountsPermission
from linli.foundation.places import public as places


def people_at(place: places.Place, code: str, *, on: dt.date) -> list[User]:
    """Active people who hold the code by an assignment to exactly this place, by name."""
    return _holders(Q(place=place), code, on)


def people_over(path: str, code: str, *, on: dt.date | None = None, root: str = "/") -> list[User]:
    """Active people whose role holds the code at the place with this path, by name.

    Today unless told; only roles given at or below `root`: a community's own people without the
    street's.
    """
    above = [path[: i + 1] for i, sign in enumerate(path) if sign == "/"][1:]
    near = [place for place in above if place.startswith(root)]
    return _holders(Q(place_path__in=near), code, on or grants.today())


def people_within(paths: Iterable[str], code: str, *, on: dt.date) -> list[User]:
    """Active people whose role holds the code at or below one of these places, by name."""
    below = Q(pk__in=[])
    for path in paths:
        below |= places.within(path)
    return _holders(below, code, on)


def _holders(where: Q, code: str, on: dt.date) -> list[User]:
    rows = Assignment.objects.filter(where, _current(on), user__is_active=True)
    found = {
        row.user_id: row.user
        for row in rows.select_related("role", "user")
        if code in row.role.permissions
    }
    return sorted(found.values(), key=lambda user: user.name)


def visible_to(by: User) -> QuerySet[User]:
    """Accounts kept, or holding a role now or before, at places where `by` manages accounts."""
    works_here = Assignment.objects.filter(
        grants.scope(by, AccountsPermission.MANAGE), user=OuterRef("pk")
    )
    return User.objects.filter(grants.scope(by, AccountsPermission.MANAGE) | Exists(works_here))


def get_visible(by: User, user_id: int) -> User | None:
    """One of the accounts that `by` looks after."""
    return visible_to(by).filter(pk=user_id).select_related("place").first()


@dataclasses.dataclass(frozen=True)
class Filters:
    """Of the list; `state` is "open", "closed" or "" for both."""

    words: str = ""
    role: Role | None = None
    place: places.Place | None = None
    kind: str = ""
    state: str = "open"


def listing(by: User, filters: Filters, *, on: dt.date) -> QuerySet[User]:
    """The accounts that fit, unordered, current assignments within reach prefetched by the page."""
    found = visible_to(by)
    if filters.words:
        found = found.filter(
            Q(name__contains=filters.words)
            | Q(username__icontains=filters.words)
            | Q(phone__contains=filters.words)
        )
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.state:
        found = found.filter(is_active=filters.state == "open")
    if filters.role:
        mine = Assignment.objects.filter(_current(on), role=filters.role, user=OuterRef("pk"))
        found = found.filter(Exists(mine))
    if filters.place:
        below = places.within(filters.place.place_path)
        works_there = Assignment.objects.filter(_current(on), below, user=OuterRef("pk"))
        found = found.filter(below | Exists(works_there))
    return found


def current_assignments(users: list[User], *, on: dt.date) -> dict[int, list[Assignment]]:
    """Of some accounts, by user id; one query for a whole page."""
    found: dict[int, list[Assignment]] = {user.pk: [] for user in users}
    rows = Assignment.objects.filter(_current(on), user__in=users)
    for row in rows.select_related("role", "place").order_by("starts_on", "pk"):
        found[row.user_id].append(row)
    return found


def assignments_of(user: User) -> QuerySet[Assignment]:
    """All of one person's, the latest first."""
    return user.assignments.select_related("role", "place").order_by("-starts_on", "-pk")


def get_assignment(by: User, assignment_id: int) -> Assignment | None:
    """An assignment at a place where `by` manages accounts."""
    return (
        Assignment.objects.filter(grants.scope(by, AccountsPermission.MANAGE), pk=assignment_id)
        .select_related("user", "role", "place")
        .first()
    )


def roles() -> QuerySet[Role]:
    """All roles; the list of them is no secret to whoever manages accounts."""
    return Role.objects.all()


def get_role(role_id: int) -> Role | None:
    """One of the roles."""
    return Role.objects.filter(pk=role_id).first()


def roles_to_give(by: User) -> list[Role]:
    """Roles of which `by` holds every code somewhere; the action checks the place."""
    return [
        role
        for role in roles()
        if all(grants.holds_anywhere(by, code) for code in role.permissions)
    ]


def places_of_role(role: Role, *, on: dt.date) -> set[str]:
    """Paths at which somebody has the role now, or will have it."""
    rows = role.assignments.filter(Q(ends_on=None) | Q(ends_on__gte=on), user__is_active=True)
    return set(rows.values_list("place_path", flat=True).distinct())


def managed_places(by: User) -> QuerySet[places.Place]:
    """Where `by` may open accounts and give roles: down to the grids, in the order of the tree."""
    return places.choices(grants.scope(by, AccountsPermission.MANAGE, "path"))


def successors(by: User, leaver: User) -> QuerySet[User]:
    """To whom a leaver's open work can go."""
    return visible_to(by).filter(is_active=True, kind=leaver.kind).exclude(pk=leaver.pk)


def sign_ins(username: str, limit: int = 10) -> list[LoginEvent]:
    """The latest sign-ins under a name, failed ones too."""
    return list(LoginEvent.objects.filter(username=username).order_by("-at")[:limit])


def _current(on: dt.date) -> Q:
    return (Q(ends_on=None) | Q(ends_on__gte=on)) & Q(starts_on__lte=on)


@dataclasses.dataclass(frozen=True)
class CodeRow:
    """A permission code on the page of a role."""

    code: str
    label: object
    ticked: bool
    may_change: bool


@dataclasses.dataclass(frozen=True)
class CodeGroup:
    """The codes of one app, under its heading."""

    label: str
    rows: list[CodeRow]


def code_groups(by: User, ticked: set[str]) -> list[CodeGroup]:
    """All codes, some of them ticked; whoever does not hold a code cannot change its tick."""
    groups: dict[str, list[CodeRow]] = {}
    for code in list(CODES.keys()):
        group, label = CODES[code]
        row = CodeRow(code, label, code in ticked, grants.holds_anywhere(by, code))
        groups.setdefault(str(group), []).append(row)
    return [CodeGroup(label, rows) for label, rows in groups.items()]


USUAL_FOR = dt.timedelta(days=30)


def usual_addresses(username: str, *, at: dt.datetime) -> set[str]:
    """Where somebody with this name has signed in within the last month."""
    events = LoginEvent.objects.filter(username=username[:60], succeeded=True)
    found = events.filter(at__gt=at - USUAL_FOR, origin__isnull=False)
    return {address for address in found.values_list("origin", flat=True) if address}
