"""What tables cost: cells and minutes for each table and department, month by month.

Nothing here is about a person: neither who typed nor when somebody was at work.
"""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.models import Form
from linli.insight.sheets.registry.models import Blank, Due, Reply, ReplyKind, Sending, Table
from linli.insight.sheets.registry.permissions import TablesPermission, visible
from linli.insight.sheets.registry.queries import tables
from linli.insight.sheets.registry.spans import Span, leading_to
from linli.kernel.clock import SHANGHAI, midnight


@dataclasses.dataclass(frozen=True)
class Cost:
    """Times sent, rows, cells that filled themselves and cells typed; `seconds` for a cell."""

    times: int = 0
    rows: int = 0
    filled: int = 0
    typed: int = 0
    seconds: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.times + other.times,
            self.rows + other.rows,
            self.filled + other.filled,
            self.typed + other.typed,
            max(self.seconds, other.seconds),
        )

    @property
    def cells(self) -> int:
        return self.filled + self.typed

    @property
    def share(self) -> float | None:
        """How much filled itself; None where there was nothing to fill."""
        return self.filled / self.cells if self.cells else None

    @property
    def minutes(self) -> int:
        """What people spent on typing, as far as a cell takes `seconds`."""
        return round(self.typed * self.seconds / 60)

    @property
    def saved(self) -> int:
        """Minutes that nobody had to spend."""
        return round(self.filled * self.seconds / 60)


@dataclasses.dataclass(frozen=True)
class Line:
    """One table or department."""

    name: str
    owner: str
    table: Table | None
    cost: Cost


@dataclasses.dataclass(frozen=True)
class Point:
    """One span of the trend."""

    span: Span
    cost: Cost


@dataclasses.dataclass(frozen=True)
class Page:
    """All that the page shows. `by_hand`: times that were closed by hand, so that nothing is known
    of their cells; `refused`, `merged`: tables that need not be filled any more."""

    total: Cost
    by_table: list[Line]
    by_owner: list[Line]
    trend: list[Point]
    by_hand: int
    refused: int
    merged: int


def page(user: accounts.User, place: places.Place, span: Span) -> Page:
    """Costs of a place over a span, as far as the person sees the list there."""
    seconds = tables.cell_cost().seconds
    lines = _by_table(user, sendings(user, place, span), seconds)
    here = accounts.scope(user, TablesPermission.VIEW) & places.within(place.place_path)
    letters: dict[str, int] = dict(
        Reply.objects.filter(
            here, signed_on__gte=span.first, signed_on__lte=span.last, undone_at=None
        )
        .order_by()
        .values_list("kind")
        .annotate(n=Count("table", distinct=True))
    )
    by_hand = Due.objects.filter(
        here, closed_at__gte=midnight(span.first), closed_at__lt=midnight(span.after.first)
    ).exclude(reason="")
    return Page(
        total=sum((line.cost for line in lines), Cost(seconds=seconds)),
        by_table=lines,
        by_owner=_by_owner(lines),
        trend=_trend(user, place, span, seconds),
        by_hand=by_hand.count(),
        refused=letters.get(ReplyKind.REFUSAL, 0),
        merged=letters.get(ReplyKind.MERGE, 0),
    )


def sendings(user: accounts.User, place: places.Place, span: Span) -> QuerySet[Sending]:
    """What was sent at a place within a span."""
    return Sending.objects.filter(
        accounts.scope(user, TablesPermission.VIEW),
        places.within(place.place_path),
        at__gte=midnight(span.first),
        at__lt=midnight(span.after.first),
    ).order_by()


def places_for(user: accounts.User) -> QuerySet[places.Place]:
    """Places that a page of costs can be about."""
    kinds = [places.Kind.CITY, places.Kind.DISTRICT, places.Kind.STREET, places.Kind.COMMUNITY]
    found = places.Place.objects.filter(
        accounts.scope(user, TablesPermission.VIEW, "path"),
        kind__in=[*kinds, places.Kind.GRID],
        closed_on=None,
    )
    return found.order_by(*places.TREE_ORDER)


SUMS = {
    "times": Count("id"),
    "rows": Sum("rows"),
    "filled": Sum("filled"),
    "typed": Sum("typed"),
}


def _cost(row: dict[str, Any], seconds: int) -> Cost:
    return Cost(**{name: row[f"_{name}"] or 0 for name in SUMS}, seconds=seconds)


def _summed(found: QuerySet[Sending], *by: str) -> Iterable[Any]:
    return found.values(*by).annotate(**{f"_{name}": sum_ for name, sum_ in SUMS.items()})


def _by_table(user: accounts.User, found: QuerySet[Sending], seconds: int) -> list[Line]:
    """One line for each table; forms that are in no list stand for themselves."""
    costs = {row["form"]: _cost(row, seconds) for row in _summed(found, "form")}
    table_of: dict[int, Table] = {}
    linked = Blank.objects.filter(visible(user, "table__place_path"), form__in=costs)
    for blank in linked.select_related("table__owner").order_by("table__place_path", "-pk"):
        table_of[blank.form_id] = blank.table
    titles = dict(Form.objects.filter(pk__in=costs).values_list("pk", "title"))
    lines: dict[tuple[str, int], Line] = {}
    for form, cost in costs.items():
        table = table_of.get(form)
        key = ("table", table.pk) if table else ("form", form)
        if key in lines:
            cost = lines[key].cost + cost
        owner = table.owned_by if table else _("没有登记")
        lines[key] = Line(table.title if table else titles[form], owner, table, cost)
    return _heaviest(lines.values())


def _by_owner(lines: Iterable[Line]) -> list[Line]:
    owners: dict[str, Line] = {}
    for line in lines:
        cost = line.cost + owners[line.owner].cost if line.owner in owners else line.cost
        owners[line.owner] = Line(line.owner, line.owner, None, cost)
    return _heaviest(owners.values())


def _heaviest(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.cost.typed, -line.cost.cells, line.name))


def _trend(user: accounts.User, place: places.Place, span: Span, seconds: int) -> list[Point]:
    """The spans up to this one, in one query."""
    spans = leading_to(span)
    found = Sending.objects.filter(
        Q(at__gte=midnight(spans[0].first), at__lt=midnight(span.after.first)),
        accounts.scope(user, TablesPermission.VIEW),
        places.within(place.place_path),
    ).order_by()
    months = found.annotate(month=TruncMonth("at", tzinfo=SHANGHAI))
    costs = [(row["month"].date(), _cost(row, seconds)) for row in _summed(months, "month")]
    return [
        Point(
            one,
            sum(
                (cost for month, cost in costs if one.first <= month <= one.last),
                Cost(seconds=seconds),
            ),
        )
        for one in spans
    ]
