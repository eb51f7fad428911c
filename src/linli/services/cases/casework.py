"""Reads for the worker's page of one case, and for writing a new one down."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel.identity import normalise_phone
from linli.kernel.settled import Settled
from linli.registers.organisations import public as organisations
from linli.registers.residents import public as residents
from linli.services.cases import alerts, around, permissions, proposing, queries
from linli.services.cases.choices import ContactResult
from linli.services.cases.models import (
    AlertClass,
    CallBack,
    Case,
    Category,
    ContactAttempt,
    DispatchRule,
    Entry,
    NonDispatchText,
)
from linli.services.cases.permissions import CasesPermission
from linli.shared.work import public as work

LATEST = 5
# Lines of the timeline with which the handling begins anew.
ROUNDS = ("returned", "reopened")
MOST_UNITS = 300
MOST_NAMED = 2
# The line of the timeline that a repeat leaves.
REPEAT = "repeat"
# Units whose people are the site's own staff; the others have members.
OWN_OFFICES = (organisations.Kind.COMMUNITY, organisations.Kind.STREET)


@dataclasses.dataclass(frozen=True)
class Warning:
    """An alert class found in a text: the word that spoke for it, and what to do first."""

    name: str
    word: str
    advice: str


def warnings_of(found: list[tuple[str, str]]) -> list[Warning]:
    """Name and advice to [class, trigger word] as a case stores them, gravest first."""
    words = dict(found)
    rows = AlertClass.objects.filter(code__in=words) if words else ()
    return [Warning(row.name, words[row.code], row.advice) for row in rows]


def warnings_in(text: str) -> list[Warning]:
    """What a text warns of while it is being written."""
    return warnings_of([(alert.code, alert.word) for alert in alerts.find(text, queries.watches())])


@dataclasses.dataclass(frozen=True)
class Proposed:
    """A category that a text may belong to, the words that speak for it, and who answers for it."""

    category: Category
    because: tuple[str, ...]
    unit: str
    like: bool


@dataclasses.dataclass(frozen=True)
class Hints:
    """What the words of a request tell while they are written down. `category`: the one that it
    gets when nobody chooses."""

    warnings: list[Warning]
    signs: list[proposing.Sign]
    proposals: list[Proposed]
    category: Category | None
    units: list[organisations.Organisation]


def hints(text: str, user: accounts.User) -> Hints:
    """What a text warns of, and the categories that it may belong to."""
    warnings = warnings_in(text)
    keywords = queries.category_keywords()
    found = proposing.proposals(text, keywords) if text.strip() else None
    given, ranked = (found.given, found.ranked) if found else (None, ())
    rows = Category.objects.in_bulk([given, *(one.category for one in ranked)])
    units = _units_of(rows.values(), user)
    return Hints(
        warnings,
        signs_beyond(warnings, text),
        [
            Proposed(rows[one.category], one.because, units.get(one.category, ""), one.like)
            for one in ranked
            if one.category in rows
        ],
        rows.get(given) if given is not None else None,
        units_named(text, user),
    )


def _units_of(categories: Iterable[Category], user: accounts.User) -> dict[int, str]:
    """Who answers for each by the dispatch catalogue, where the person takes requests in."""
    asked = {row.pk: [row.pk, row.parent_id] for row in categories}
    if not asked:
        return {}
    rules = DispatchRule.objects.filter(
        category__in={pk for line in asked.values() for pk in line if pk},
        organisation__in=organisations.serving_any(accounts.paths(user, CasesPermission.INTAKE)),
    ).values_list("category_id", "organisation__name")
    names = dict(rules)
    found = {
        pk: next((names[one] for one in line if one in names), "") for pk, line in asked.items()
    }
    return {pk: name for pk, name in found.items() if name}


def signs_beyond(warnings: list[Warning], text: str) -> list[proposing.Sign]:
    """What the readers see that the alert classes of the site do not say already."""
    said = {warning.name for warning in warnings} | {warning.word for warning in warnings}
    return [
        sign
        for sign in proposing.signs(text)
        if sign.name not in said and not said.intersection(sign.words)
    ]


def units_for_intake(user: accounts.User) -> list[organisations.Organisation]:
    """Whom a request that this person writes down may be about."""
    paths = accounts.paths(user, CasesPermission.INTAKE)
    return list(organisations.serving_any(paths)[:MOST_UNITS])


def units_named(text: str, user: accounts.User) -> list[organisations.Organisation]:
    """Units that a text names, of those that a request may be about."""
    if not text.strip():
        return []
    named = [unit for unit in units_for_intake(user) if unit.name in text]
    return sorted(named, key=lambda unit: text.index(unit.name))[:MOST_NAMED]


def category_choices(case: Case | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """The active categories that have no others below, grouped by the first level; and the case's
    own, though it may have been put out of use."""
    usable = Q(active=True, children=None)
    if case is not None and case.category_id is not None:
        usable |= Q(pk=case.category_id)
    rows = Category.objects.filter(usable).distinct().values_list("pk", "full_name")
    parts = [(name.split("／"), pk) for pk, name in rows]
    return [
        (first, [(pk, "／".join(names[1:]) or first) for names, pk in group])
        for first, group in itertools.groupby(parts, key=lambda part: part[0][0])
    ]


def _read_active() -> list[tuple[int, str]]:
    return list(Category.objects.filter(active=True).values_list("pk", "full_name"))


_ACTIVE = Settled(_read_active)


def category_tree() -> list[tuple[str, list[tuple[int, str]]]]:
    """All active categories for a filter, each first level a group that begins with its whole."""
    parts = [(name.split("／"), pk) for pk, name in _ACTIVE.get()]
    return [
        (
            first,
            [
                (pk, "／".join(names[1:]) or _("%(name)s：全部") % {"name": first})
                for names, pk in group
            ],
        )
        for first, group in itertools.groupby(parts, key=lambda part: part[0][0])
    ]


def alert_choices() -> list[tuple[str, str]]:
    """Code and name of the site's alert classes."""
    return _ALERTS.get()


def _read_alerts() -> list[tuple[str, str]]:
    return list(AlertClass.objects.values_list("code", "name"))


_ALERTS = Settled(_read_alerts)


def get_category(pk: int) -> Category | None:
    """An active category by id."""
    return Category.objects.filter(pk=pk, active=True).first()


def colleagues(case: Case, *, on: dt.date) -> list[accounts.User]:
    """Who of the owning unit could take the case from the person in charge, by name."""
    unit = case.owner
    if unit.kind in OWN_OFFICES:
        people = accounts.people_over(
            case.place_path, CasesPermission.HANDLE, on=on, root=unit.place_path
        )
    else:
        people = organisations.members_of(unit, on=on)
    left_out = {case.work.assignee_id, *case.recusals.values_list("user_id", flat=True)}
    return [user for user in people if user.pk not in left_out]


def attempts(case: Case) -> list[ContactAttempt]:
    """The contacts of the case, newest first."""
    found = around.rows(case, "contacts", "by")
    return sorted(found, key=lambda row: (row.at, row.pk), reverse=True)


def was_reached(case: Case) -> bool:
    """Whether a contact of the present round succeeded: after a return or a reopening the resident
    is asked anew, and means the last time."""
    again_at = max((line.at for line in case.timeline.all() if line.kind in ROUNDS), default=None)
    return any(
        attempt.result == ContactResult.REACHED and (again_at is None or attempt.at >= again_at)
        for attempt in attempts(case)
    )


def fetch(case: Case) -> None:
    """Read what a page asks for several times: the timeline, its last line, the clocks."""
    prefetch_related_objects([case], Prefetch("timeline", Entry.objects.select_related("by")))
    prefetch_related_objects([case.work], "clocks")


def timeline(case: Case, user: accounts.User, *, public_only: bool = False) -> list[Entry]:
    """The case's lines, newest first; what the resident reads of them alone, or all."""
    entries = sorted(case.timeline.all(), key=lambda entry: (entry.at, entry.pk), reverse=True)
    return _as_told([e for e in entries if e.public_text or not public_only], case, user)


def news_since(case: Case, user: accounts.User, entry_id: int) -> list[Entry]:
    """What happened after somebody read the timeline up to an entry, oldest first."""
    return _as_told([e for e in case.timeline.all() if e.pk > entry_id], case, user)


def _as_told(found: list[Entry], case: Case, user: accounts.User) -> list[Entry]:
    """For the one complained of, what the resident reads, and the own words: what colleagues write
    to each other names the resident, the number, the door."""
    if not permissions.is_concerned(user, case):
        return found
    for entry in found:
        if entry.by_id != user.pk:
            entry.text = entry.public_text
    # The answer to a repeat names the request that the same person made before.
    return [entry for entry in found if entry.text and entry.kind != REPEAT]


def result(case: Case, user: accounts.User) -> str:
    """What was done, as it was written for the file; it may name who complained."""
    return "" if permissions.is_concerned(user, case) else case.result


def reply(case: Case, user: accounts.User) -> str:
    """What the resident was answered; to a repeat, what the same person asked before."""
    hidden = case.repeats_id is not None and permissions.is_concerned(user, case)
    return "" if hidden else case.reply


def call_backs(case: Case, user: accounts.User) -> list[CallBack]:
    """What the resident answered when asked how it went, newest first; for the one complained of
    without the words, but for the own ones."""
    found = sorted(around.rows(case, "call_backs", "by"), key=lambda one: one.round, reverse=True)
    if permissions.is_concerned(user, case):
        for answer in found:
            if answer.by_id != user.pk:
                answer.comment = ""
    return found


def last_entry_id(case: Case) -> int:
    """Up to where the timeline goes now."""
    return max((entry.pk for entry in case.timeline.all()), default=0)


def clocks(case: Case) -> list[work.Clock]:
    """All clocks of the case: the running ones by their limits, then the stopped ones."""
    found = list(case.work.clocks.all())
    running = [clock for clock in found if clock.stopped_at is None]
    running.sort(key=lambda clock: (clock.due_at is None, clock.due_at, clock.pk))
    return running + [clock for clock in found if clock.stopped_at is not None]


@dataclasses.dataclass(frozen=True)
class Known:
    """Who a telephone number belongs to, and what they asked before."""

    people: list[residents.Person]
    cases: list[Case]


def known_by_phone(user: accounts.User, phone: str, *, but: Case | None = None) -> Known:
    """Residents on record and earlier requests with this number, as far as the person may see."""
    number = normalise_phone(phone)
    if not number:
        return Known([], [])
    people = residents.by_phone(user, number).select_related("household__dwelling")
    return Known(
        list(people[:LATEST]), list(earlier(user, number, but=but).select_related("place")[:LATEST])
    )


def maybe_asked(user: accounts.User, case: Case) -> list[residents.Person]:
    """Residents with the requester's number whom this person may see: who probably asked."""
    return around.kept(case, ("asked", user.pk), lambda: _with_number_of(user, case))


def _with_number_of(user: accounts.User, case: Case) -> list[residents.Person]:
    if not case.phone_index or not permissions.can_reveal(user, case):
        return []
    found = residents.by_phone(user, case.requester_phone)
    return list(found.select_related("household__dwelling")[:LATEST])


def resident_of(user: accounts.User, case: Case) -> residents.Person | None:
    """The resident that the request was joined to, for who may see residents there."""
    if case.resident_id is None or not permissions.can_reveal(user, case):
        return None
    found = [person for person in maybe_asked(user, case) if person.pk == case.resident_id]
    return found[0] if found else None


def home_of(person: residents.Person) -> str:
    """Where somebody of the register lives, "" when that is not known."""
    return str(person.household.dwelling) if person.household else ""


def earlier(user: accounts.User, phone: str, *, but: Case | None = None) -> QuerySet[Case]:
    """Requests with this number, newest first: the same matter again is known by it."""
    if not phone:
        return Case.objects.none()
    found = queries.with_phone(queries.visible_to(user, by_index=False), phone, user)
    if but is not None:
        found = found.exclude(pk=but.pk)
    return found.order_by("-received_at", "-id")


def non_dispatch_texts() -> dict[str, str]:
    """What residents are told for each kind that is not dispatched."""
    return dict(NonDispatchText.objects.values_list("kind", "text"))
