"""What a person may know of the months of a place: numbers, never anybody's words."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet, Sum

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.ahead import months
from linli.insight.ahead.categories import Tree
from linli.insight.ahead.counting import KINDS
from linli.insight.ahead.formula import FORMULA, Formula, span_of
from linli.insight.ahead.looking_back import Series
from linli.insight.ahead.models import Counted, MonthCount, Plan
from linli.insight.ahead.outlook import Line, Outlook, Part, look
from linli.kernel.clock import local_date, midnight
from linli.kernel.errors import NotFound
from linli.registers.organisations import public as organisations
from linli.services.cases import public as cases

# What a filter of places offers; whoever oversees more goes down by the parts of a place.
MOST_PLACES = 300
# A building with fewer is nobody's pattern, and could be one household.
LEAST_AT_A_SPOT, MOST_SPOTS = 2, 8


def places_for(user: accounts.User) -> list[places.Place]:
    """Among which places the person chooses."""
    return places.offered(tuple(accounts.paths(user, cases.CasesPermission.VIEW)))[:MOST_PLACES]


def own_place(user: accounts.User) -> places.Place | None:
    """Where the person's page begins."""
    found = places.open_at(accounts.paths(user, cases.CasesPermission.VIEW), KINDS)
    return found[0] if found else next(iter(places_for(user)), None)


def get_place(user: accounts.User, pk: int) -> places.Place:
    """A place that a page may be about; `NotFound` for a foreign one."""
    scope = accounts.scope(user, cases.CasesPermission.VIEW, "path")
    found = places.Place.objects.filter(scope, pk=pk, kind__in=KINDS, closed_on=None).first()
    if found is None:
        raise NotFound
    return found


def counted_at() -> dt.datetime | None:
    """When the months were counted last."""
    return Counted.objects.values_list("at", flat=True).first()


def outlook(
    place: places.Place,
    month: dt.date,
    category: int | None = None,
    *,
    only: int | None = None,
    formula: Formula = FORMULA,
) -> Outlook | None:
    """What a month brings to a place, of all matters, of those below one, or (`only`) of
    one as a whole; None before
    anything has been counted there. Whether somebody may see it, `get_place` has told."""
    at = counted_at()
    if at is None:
        return None
    above = places.ancestors(place)[0]
    since = months.later(month, -formula.most_months)
    rows = MonthCount.objects.filter(place__in={place.pk, above.pk}, month__gte=since)
    # By place and category: month → number.
    told: dict[int, Told] = {place.pk: defaultdict(Counter), above.pk: defaultdict(Counter)}
    for pk, when, kind, number in rows.values_list("place", "month", "category", "number"):
        told[pk][kind][when] += number
    wide = told[above.pk] if above.pk != place.pk else None
    tree = Tree.read(category, only)
    whole = _lines(told[place.pk], wide, Tree.read(), at, formula)
    lines = whole if tree.is_whole else _lines(told[place.pk], wide, tree, at, formula)
    if not lines:
        return None
    return look(lines, tree, month, at=at, whole=whole, formula=formula)


Told = dict[int | None, Counter[dt.date]]


def _lines(
    told: Told, wide: Told | None, tree: Tree, at: dt.datetime, formula: Formula
) -> dict[str, Series]:
    """The lines of a place, each with the same line of the place above."""
    above = _series(wide, tree, at, formula) if wide is not None else {}
    return {
        key: Series(one.span, one.numbers, above.get(key))
        for key, one in _series(told, tree, at, formula).items()
    }


def _series(told: Told, tree: Tree, at: dt.datetime, formula: Formula) -> dict[str, Series]:
    """The series of each line, from those of its categories; which months are known says the whole
    place, whatever the line."""
    totals: Counter[dt.date] = Counter()
    of_line: dict[str, Counter[dt.date]] = defaultdict(Counter)
    for category, numbers in told.items():
        totals.update(numbers)
        key = tree.line_of(category)
        if key is not None:
            of_line[key].update(numbers)
    span = span_of(totals, at=at, formula=formula)
    if span is None:
        return {}
    return {key: Series(span, span.series(numbers)) for key, numbers in of_line.items()}


def parts(place: places.Place, line: Line, tree: Tree) -> list[Part]:
    """From where in a place a line's requests came, in the months that matter, most first."""
    below = list(place.children.filter(kind__in=KINDS, closed_on=None))
    seen = [*line.same_months, *line.recent_months]
    rows = MonthCount.objects.filter(
        place__in=below, month__in=[when for when, _number in seen], **tree.condition(line.key)
    )
    found: dict[int, Counter[dt.date]] = defaultdict(Counter)
    for pk, when, number in rows.values_list("place", "month").annotate(Sum("number")):
        found[pk][when] += number
    told = [Part.of(one, found[one.pk], line) for one in below if found.get(one.pk)]
    return sorted(told, key=lambda part: (-part.weight, part.place.path or ""))


def spots(
    user: accounts.User, place: places.Place, line: Line, tree: Tree
) -> list[tuple[places.Place, int]]:
    """Buildings of a community or grid with several requests of a line in the months that matter;
    numbers only, and never of a single door."""
    if place.kind not in (places.Kind.COMMUNITY, places.Kind.GRID):
        return []
    when = Q(pk__in=[])
    for month, _number in (*line.same_months, *line.recent_months):
        end = midnight(months.later(month, 1))
        when |= Q(received_at__gte=midnight(month), received_at__lt=end)
    # Not `visible_to`: who stands back from a request must not read it, and it is counted.
    found = cases.Case.objects.filter(
        accounts.scope(user, cases.CasesPermission.VIEW),
        places.within(place.place_path),
        when,
        **tree.condition(line.key),
    )
    # Who is complained of learns no door (济南市条例 art 32).
    others = found.exclude(concerns__in=organisations.units_of(user))
    told = Counter(others.values_list("place_path", flat=True))
    return _buildings(told)


def _buildings(told: Counter[str]) -> list[tuple[places.Place, int]]:
    ids = {int(part) for path in told for part in path.strip("/").split("/") if part}
    known = places.Place.objects.filter(pk__in=ids, kind=places.Kind.BUILDING)
    numbers: Counter[int] = Counter()
    of = {one.place_path: one for one in known}
    for path, number in told.items():
        above = places.part_of(path, of)
        if above is not None:
            numbers[of[above].pk] += number
    by_pk = {one.pk: one for one in of.values()}
    most = [(by_pk[pk], n) for pk, n in numbers.most_common() if n >= LEAST_AT_A_SPOT]
    return most[:MOST_SPOTS]


def plans(user: accounts.User) -> QuerySet[Plan]:
    """Plans at the person's places."""
    scope = accounts.scope(user, cases.CasesPermission.VIEW)
    found = Plan.objects.filter(scope)
    return found.select_related("place", "category", "work", "by")


def plans_of(user: accounts.User, place: places.Place, month: dt.date) -> dict[int, Plan]:
    """What is arranged at a place for a month, by category."""
    return {one.category_id: one for one in plans(user).filter(place=place, month=month)}


def past_plans(user: accounts.User, place: places.Place, *, most: int = 6) -> list[Plan]:
    """What was arranged at or below a place for months that have begun, the latest first."""
    at = counted_at()
    if at is None:
        return []
    begun = plans(user).filter(
        places.within(place.place_path), month__lte=months.month_of(local_date(at))
    )
    found = list(begun.order_by("-month", "-pk")[:most])
    numbers = came_of(found)
    for one in found:
        one.came = numbers[one.pk]
    return found


def get_plan(user: accounts.User, pk: int) -> Plan:
    """A plan at the person's places; `NotFound` for a foreign one."""
    found = plans(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    found.came = came(found)
    return found


def came(plan: Plan) -> int:
    """How many requests have come for which it was made."""
    return came_of([plan])[plan.pk]


def came_of(made: Sequence[Plan]) -> dict[int, int]:
    """The same for several, in one query."""
    tree = Tree.read(None)
    under: dict[int, set[int]] = {one.pk: tree.below(one.category_id) for one in made}
    rows = MonthCount.objects.filter(
        place__in=[one.place_id for one in made],
        month__in=[one.month for one in made],
        category__in=_all(under.values()),
    )
    counted = {
        (place, month, category): number
        for place, month, category, number in rows.values_list(
            "place", "month", "category", "number"
        )
    }
    return {
        one.pk: sum(
            counted.get((one.place_id, one.month, category), 0) for category in under[one.pk]
        )
        for one in made
    }


def _all(sets: Iterable[set[int]]) -> set[int]:
    return set().union(*sets)
