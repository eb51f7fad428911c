"""The list of requests: filters in, a query out that uses its index at a million rows.

Unfinished work stays few however many years of finished work there are: those lists start from
the work item's indexes on open work, nearest limit first. The other lists walk from the newest
backwards, within one community or over all that somebody oversees.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet, TextChoices, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.attaching import attach
from linli.kernel.identity import MOBILE, normalise_phone
from linli.kernel.settled import Settled
from linli.registers.organisations import public as organisations
from linli.services.cases import queries
from linli.services.cases.models import Case
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import State

NOBODY = "nobody"
ANY_ALERT = "any"


class Group(TextChoices):
    """The drawers of the list."""

    OPEN = "open", _("在办")
    OVERDUE = "overdue", _("超时")
    PARKED = "parked", _("挂账")
    FINISHED = "finished", _("办结")
    ALL = "all", _("全部")


# Lists of unfinished work.
UNFINISHED = {Group.OPEN, Group.OVERDUE, Group.PARKED}


@dataclasses.dataclass(frozen=True)
class Filters:
    """What somebody looks for; empty values do not narrow."""

    group: Group = Group.OPEN
    nature: str = ""
    category: int | None = None
    source: str = ""
    owner: int | None = None
    # A user's id, or NOBODY.
    assignee: str = ""
    place: places.Place | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    # An alert class's code, or ANY_ALERT.
    alert: str = ""
    words: str = ""


# What a filter offers at the most; whoever oversees more finds by words.
MOST_OPTIONS = 300


@dataclasses.dataclass(frozen=True)
class Options:
    """Among what the filters of this person's list choose."""

    units: list[organisations.Organisation]
    people: list[accounts.User]
    places: list[places.Place]


def options(user: accounts.User, *, on: dt.date) -> Options:
    """Units, colleagues, communities and grids at the places whose requests the person sees."""
    return _OPTIONS.get(tuple(accounts.paths(user, CasesPermission.VIEW)), on)


def _read_options(roots: tuple[str, ...], on: dt.date) -> Options:
    return Options(
        units=list(organisations.serving_any(roots)[:MOST_OPTIONS]),
        people=accounts.people_within(roots, CasesPermission.HANDLE, on=on)[:MOST_OPTIONS],
        places=places.offered(roots)[:MOST_OPTIONS],
    )


# A street's are some hundred rows.
_OPTIONS = Settled(_read_options, most=100)


def address(user: accounts.User, *, place: places.Place, category: int, on: dt.date) -> str:
    """Where the list shows all requests of a category at a place; whoever links to it adds `since`
    and `until`. "" for a place that its filter does not offer: it would be left out there."""
    if place not in options(user, on=on).places:
        return ""
    told = {"group": Group.ALL.value, "category": category, "place": place.pk}
    return f"{reverse('cases:list')}?{urlencode(told)}"


def listing(user: accounts.User, filters: Filters, *, at: dt.datetime) -> QuerySet[Case]:
    """The cases that this person may see and looks for; `order_of` says in which order."""
    found = _seen_by(user, filters)
    if filters.alert:
        # JSON cannot be asked for "contains" on SQLite; its text can.
        found = found.annotate(alerts_text=Cast("alerts", TextField()))
    found = found.filter(_narrow(filters), _in_group(filters.group, at))
    if filters.words:
        found = _with_words(found, filters.words, user)
    return found


def order_of(group: Group) -> tuple[str, ...]:
    """Unfinished work by the nearest limit, what has none last; all else the newest first."""
    return ("work__due_at", "id") if group in UNFINISHED else ("-received_at", "-id")


def in_order(found: QuerySet[Case], group: Group) -> QuerySet[Case]:
    """All of a list, in its order."""
    first, second = order_of(group)
    if group in UNFINISHED:
        return found.order_by(F(first).asc(nulls_last=True), second)
    return found.order_by(first, second)


ROW_COLUMNS = (
    "work__due_at",
    "work__assignee",
    "state",
    "nature",
    "title",
    "source",
    "address",
    "alerts",
    "urges",
    "anonymous",
    "requester_name",
    "requester_phone",
    "concerns",
    "received_at",
    "happened_on",
    "reported_at",
    "finished_at",
    "outcome",
    "category",
    "community",
    "place",
    "owner",
)
_PLACES = places.Place.objects.only("name", "full_name")
_PEOPLE = accounts.User.objects.only("name", "username")


def row_columns(found: QuerySet[Case]) -> QuerySet[Case]:
    """What a row of the list, or of the sheet taken out of it, shows of the case itself."""
    return found.select_related("work").only(*ROW_COLUMNS)


def attach_names(cases: Sequence[Case]) -> None:
    """The names that the rows show, in two queries whatever their number; what seldom changes is
    kept.

    Fetched for the rows of a page afterwards. Joined, they would be looked up for every row that
    is sorted, and to plan a join of seven tables takes PostgreSQL longer than to answer it.
    """
    attach(cases, _PLACES, "place", "community")
    attach(cases, queries.CATEGORIES, "category")
    attach(cases, organisations.UNITS, "owner")
    attach([case.work for case in cases], _PEOPLE, "assignee")


def of_one_community(user: accounts.User) -> bool:
    """Whether all that the person sees by the own roles lies in one community."""
    return len(places.communities_above(accounts.paths(user, CasesPermission.VIEW))) == 1


def _seen_by(user: accounts.User, filters: Filters) -> QuerySet[Case]:
    """What the person may see, asked in the way that suits the group's index."""
    if user.kind == accounts.UserKind.PARTNER:
        return queries.visible_to(user)
    if filters.group in UNFINISHED:
        return queries.unfinished_visible_to(user)
    roots = accounts.paths(user, CasesPermission.VIEW)
    paths = [filters.place.place_path] if filters.place else roots
    communities = places.communities_above(paths)
    if len(communities) == 1:
        return queries.visible_to(user, by_index=False).filter(community=communities[0])
    return queries.visible_to(user, by_index=False)


def _in_group(group: Group, at: dt.datetime) -> Q:
    match group:
        case Group.OPEN:
            return Q(work__closed_at=None) & ~Q(state=State.PARKED)
        case Group.OVERDUE:
            return Q(work__closed_at=None, work__due_at__lt=at)
        case Group.PARKED:
            return Q(work__closed_at=None, state=State.PARKED)
        case Group.FINISHED:
            # The same as the finished states, but not by their index: most cases are finished.
            return Q(finished_at__isnull=False)
    return Q()


def _narrow(filters: Filters) -> Q:
    condition = Q()
    for column, value in (
        ("nature", filters.nature),
        ("source", filters.source),
        ("owner", filters.owner),
    ):
        if value:
            condition &= Q(**{column: value})
    if filters.category:
        condition &= _of_category(filters.category)
    if filters.assignee == NOBODY:
        condition &= Q(work__assignee=None)
    elif filters.assignee:
        condition &= Q(work__assignee=filters.assignee)
    if filters.place:
        condition &= places.within(filters.place.place_path)
    return condition & _received(filters.since, filters.until) & _alerted(filters.alert)


def _of_category(category: int) -> Q:
    """The category and what stands below it: three levels at the most."""
    return (
        Q(category=category) | Q(category__parent=category) | Q(category__parent__parent=category)
    )


def _received(since: dt.date | None, until: dt.date | None) -> Q:
    condition = Q()
    if since:
        condition &= Q(received_at__gte=clock.midnight(since))
    if until:
        after = until + dt.timedelta(days=1)
        condition &= Q(received_at__lt=clock.midnight(after))
    return condition


def _alerted(alert: str) -> Q:
    if not alert:
        return Q()
    return ~Q(alerts=[]) if alert == ANY_ALERT else Q(alerts_text__contains=f'"{alert}"')


def _with_words(found: QuerySet[Case], words: str, user: accounts.User) -> QuerySet[Case]:
    """By number, by the requester's telephone number, or by words of the text.

    A number that is no telephone number for certain ("87654321", "12345") may as well be the
    hotline's own or stand in the text: both are looked up.
    """
    if match := queries.NUMBER.match(words):
        return found.filter(pk=int(match[2]))
    phone = normalise_phone(words)
    if not phone:
        return queries.with_words(found, words, user)
    called = queries.with_phone(found, phone, user)
    if MOBILE.fullmatch(phone) or phone.startswith("0"):
        return called
    told = queries.with_words(found, words, user)
    return found.filter(pk__in=called.values("pk").union(told.values("pk")))


def search(user: accounts.User, words: str) -> QuerySet[Case]:
    """The newest of this person's cases that fit a number, a telephone number or words."""
    # Numbers lead to few rows by indexes of their own; of words the newest are walked.
    is_number = queries.NUMBER.match(words) or normalise_phone(words)
    everything = Filters(group=Group.ALL)
    found = queries.visible_to(user, by_index=False) if is_number else _seen_by(user, everything)
    return _with_words(found, words, user).order_by("-received_at", "-id")
