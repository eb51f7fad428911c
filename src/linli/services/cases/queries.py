"""Reads of requests. Every read of a person's goes through `visible_to`."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.attaching import attach
from linli.kernel.errors import NotFound
from linli.kernel.fields import blind_index
from linli.kernel.search import SearchIndex
from linli.kernel.settled import Settled, SettledRows
from linli.registers.organisations import public as organisations
from linli.services.cases import query_codes
from linli.services.cases.alerts import Watch
from linli.services.cases.models import AlertClass, Case, CaseUnit, Category, DispatchRule
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.states import WAITED_FOR, State
from linli.shared.work import public as work

SEARCH = SearchIndex("cases_case")
# Kept: nobody changes one of these objects.
CATEGORIES = SettledRows(Category.objects.all())
# The line of the timeline that an urging leaves, and the limits that a resident is told.
URGED = "urged"
PROMISED = (work.ClockKind.SIGN, work.ClockKind.CONTACT, work.ClockKind.HANDLE)
PHONE_FIELD = "cases.case.requester_phone"


def visible_to(user: accounts.User, *, by_index: bool = True) -> QuerySet[Case]:
    """Cases at the user's places, and those that the user's unit has to do with.

    Left out: cases from which the person stands back. `by_index`: see `places.within`; False for
    one case, for those of a number, and for lists that begin with the newest: walking them comes
    upon a page of a street's cases long before they are sorted.
    """
    scope = accounts.scope(user, CasesPermission.VIEW, by_index=by_index)
    if user.kind == accounts.UserKind.PARTNER:
        involved = CaseUnit.objects.filter(organisation__in=organisations.units_of(user))
        scope |= Q(pk__in=involved.values("case"))
    return Case.objects.filter(scope).exclude(recusals__user=user)


def unfinished_visible_to(user: accounts.User) -> QuerySet[Case]:
    """`visible_to` of staff for unfinished cases, asked through the index on open work items.

    A case and its work item always carry the same place.
    """
    scope = accounts.scope(user, CasesPermission.VIEW, "work__place_path")
    return Case.objects.filter(scope, work__closed_at=None).exclude(recusals__user=user)


def of_residents(user: accounts.User, ids: Sequence[int]) -> QuerySet[Case]:
    """What some residents of the register have asked, the newest first."""
    found = visible_to(user, by_index=False).filter(resident__in=ids, resident__isnull=False)
    return found.prefetch_related("recusals").order_by("-received_at", "-id")


# Not whom a few complain of: that is looked up when it is asked for.
PAGE_NEEDS = ("work__assignee", "place")


def get_visible(user: accounts.User, pk: int) -> Case:
    """One case for this person, with what its page needs; `NotFound` for a foreign one."""
    found = visible_to(user, by_index=False).filter(pk=pk).select_related(*PAGE_NEEDS)
    # Not `first`, which sorts the one.
    for case in found.prefetch_related("recusals")[:1]:
        attach([case], CATEGORIES, "category")
        attach([case], organisations.UNITS, "owner")
        return case
    raise NotFound


NUMBER = re.compile(r"^\s*(\d{6})\s*-\s*(\d{1,18})\s*$")


def by_numbers(found: QuerySet[Case], numbers: Iterable[str]) -> list[Case]:
    """Those with these numbers; the day must fit, so that a guessed id is not enough."""
    matches = (NUMBER.match(number) for number in numbers)
    asked = {(match[1], int(match[2])) for match in matches if match}
    known = found.filter(pk__in={pk for _day, pk in asked})
    return [case for case in known if (case.number[:6], case.pk) in asked]


def by_number(number: str) -> Case | None:
    """The case with this number."""
    found = by_numbers(Case.objects.select_related("place", "owner", "work"), [number])
    return found[0] if found else None


def by_number_and_code(number: str, code: str) -> Case:
    """What a resident opens with number and code; `NotFound` says no more than that."""
    case = by_number(number)
    if case is None or not query_codes.matches(case.pk, code):
        raise NotFound
    return case


def by_token(token: str) -> Case:
    """What a signed link opens."""
    pk = query_codes.case_id_of(token)
    found = Case.objects.select_related("place", "owner", "work")
    case = found.filter(pk=pk).first() if pk is not None else None
    if case is None:
        raise NotFound
    return case


def of_account(user: accounts.User) -> QuerySet[Case]:
    """A signed-in resident's own requests, newest first."""
    return Case.objects.filter(account=user).order_by("-received_at", "-id")


def sent_before(
    text: str,
    *,
    phone: str,
    place: places.Place,
    address: str,
    opened: Sequence[int],
    account: accounts.User | None,
    since: dt.datetime,
) -> Case | None:
    """The newest unfinished request with the very same words, place and number, among some and
    those of an account."""
    own = Q(pk__in=opened)
    if account is not None:
        own |= Q(account=account)
    index = blind_index(phone, PHONE_FIELD) if phone else ""
    found = Case.objects.filter(own, place=place, phone_index=index, received_at__gte=since)
    same = found.filter(text=text, address=address, finished_at=None)
    return same.order_by("-received_at", "-id").first()


def with_phone(found: QuerySet[Case], phone: str, user: accounts.User) -> QuerySet[Case]:
    """Those of one telephone number, as `normalise_phone` writes it.

    Who is complained of finds nothing by number: trying numbers would tell who complained.
    """
    # "Not empty" follows from the rest; said aloud, it lets SQLite use the partial index.
    same = found.filter(phone_index=blind_index(phone, PHONE_FIELD)).exclude(phone_index="")
    return same.exclude(concerns__in=organisations.units_of(user))


def with_words(found: QuerySet[Case], words: str, user: accounts.User) -> QuerySet[Case]:
    """Those that hold all the words.

    For who is complained of only where the request itself says them: the address is not shown to
    them, and trying doors would tell it.
    """
    hits = SEARCH.filter(found, words)
    units = organisations.units_of(user)
    if not units:
        return hits
    said = Q()
    for word in words.split():
        said &= Q(text__icontains=word) | Q(title__icontains=word)
    return hits.exclude(Q(concerns__in=units) & ~said)


def watches() -> Sequence[Watch]:
    """The alert classes of this site."""
    return _WATCHES.get()


def _read_watches() -> Sequence[Watch]:
    rows = AlertClass.objects.values_list("code", "words", "priority")
    return [Watch(code, tuple(words.split()), priority) for code, words, priority in rows]


_WATCHES = Settled(_read_watches)


# Words, each with the id of the category that it speaks for.
Keywords = Sequence[tuple[str, int]]


def category_keywords() -> Keywords:
    """The categories in use that a text can be told to belong to."""
    return _KEYWORDS.get()


def _read_keywords() -> Keywords:
    spoken_for = Category.objects.filter(active=True).exclude(keywords="")
    found = spoken_for.values_list("pk", "keywords")
    return [(word, pk) for pk, words in found for word in words.split()]


_KEYWORDS = Settled(_read_keywords)


def suggest_units(case: Case) -> list[DispatchRule]:
    """Who answers for the case's category here, by the dispatch catalogue."""
    if case.category is None:
        return []
    levels = [case.category_id, case.category.parent_id]
    units = organisations.serving(case.place).values("pk")
    rules = DispatchRule.objects.filter(category__in=levels, organisation__in=units)
    return list(rules.select_related("organisation", "category"))


def may_urge_from(case: Case, *, at: dt.datetime) -> dt.datetime | None:
    """From when the resident may urge: once in the interval that the preset sets, counted from
    the last time or from the receipt; at once when a limit has passed since. None: not at all.
    """
    if case.state not in WAITED_FOR:
        return None
    last = case.timeline.filter(kind=URGED).order_by("-at").first() if case.urges else None
    since = last.at if last else case.received_at
    again_at = _limit(work.ClockKind.URGE, case, since)
    if again_at is None or again_at <= at:
        return again_at
    late = leading(case).work.clocks.filter(
        kind__in=PROMISED, stopped_at=None, due_at__gt=since, due_at__lt=at
    )
    return at if late.exists() else again_at


def is_designated(case: Case) -> bool:
    """Whether the owner was named by the decision of an objection."""
    return case.objections.filter(upheld=True, proposed_owner=case.owner_id).exists()


def leading(case: Case) -> Case:
    """The case on which the work is done: of a merged one its parent."""
    return case.parent if case.parent is not None and case.state == State.MERGED else case


def _limit(kind: work.ClockKind, case: Case, since: dt.datetime) -> dt.datetime | None:
    """When a limit that no clock runs for would be over; None without such a rule."""
    book = work.clocks.rule_book()
    rule = book.find(kind, case.nature, case.work.priority)
    if rule is None:
        return None
    stored = work.clocks.pure(work.clocks.as_stored(rule))
    return work.deadlines.due_at(stored, since, book.calendar).at


def reopen_until(case: Case) -> dt.datetime | None:
    """Until when the resident may reopen; None when it is not finished or has no such rule."""
    since = case.finished_at or case.reported_at
    if since is None:
        return None
    return _limit(work.ClockKind.REOPEN, case, since)
