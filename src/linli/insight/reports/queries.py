"""Counts for the three rates, and what other cities' limits would have meant here."""

import dataclasses
import datetime as dt
import statistics
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.reports import counting
from linli.insight.reports.counting import within_days
from linli.insight.reports.models import RateFormula
from linli.insight.reports.permissions import ReportsPermission
from linli.insight.reports.rates import (
    Counts,
    Forecast,
    Parameters,
    Period,
    Rates,
    forecast,
    period_before,
    rates,
)
from linli.kernel.clock import midnight
from linli.kernel.errors import DomainError, NotFound
from linli.services.cases import public as cases
from linli.shared.work import public as work

# Replays beyond this are narrowed by place or time first: six presets over it take seconds.
REPLAY_LIMIT = 20_000
LEARN_DAYS = 90


class TooManyToReplay(DomainError):
    message = gettext_lazy("选中的诉求太多了，请先缩小时间或区域范围再重算。")


def formula() -> RateFormula:
    """The formula in use; a site that has not chosen gets the first one."""
    return RateFormula.objects.order_by("-in_use", "id").first() or RateFormula(name=_("默认"))


def formulas() -> QuerySet[RateFormula]:
    """The ways of counting that a report may choose from."""
    return RateFormula.objects.all()


def get_formula(pk: int) -> RateFormula:
    """One of them; `NotFound` when there is none."""
    found = RateFormula.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


KINDS = (
    places.Kind.CITY,
    places.Kind.DISTRICT,
    places.Kind.STREET,
    places.Kind.COMMUNITY,
    places.Kind.GRID,
)


def places_for(user: accounts.User) -> QuerySet[places.Place]:
    """Places a rates page can be about: cities to grids where the user may see figures."""
    scope = accounts.scope(user, ReportsPermission.VIEW, "path")
    return places.Place.objects.filter(scope, kind__in=KINDS, closed_on=None)


def highest_place(user: accounts.User) -> places.Place | None:
    """The first of them: where the figures begin."""
    highest = places.open_at(accounts.paths(user, ReportsPermission.VIEW), KINDS)
    return highest[0] if highest else places_for(user).order_by(*places.TREE_ORDER).first()


def choices_of_place(user: accounts.User, chosen: places.Place | None) -> list[tuple[int, str]]:
    """What the filter of places offers: as far down as a list can still be read, and the chosen
    one, which a link of the page may lead to."""
    offered = places.offered(accounts.paths(user, ReportsPermission.VIEW))
    if chosen is not None and chosen not in offered:
        offered.append(chosen)
    return [(place.pk, str(place)) for place in offered]


def call_backs(
    user: accounts.User, place: places.Place, period: Period
) -> QuerySet[cases.CallBack]:
    """Effective call-backs that count at a place in a period, where the user may see figures."""
    scope = accounts.scope(user, ReportsPermission.VIEW)
    here = places.within(place.place_path)
    return counting.counting().filter(scope, here, within_days(period.first, period.last))


def left_out(user: accounts.User, place: places.Place, period: Period) -> Counts:
    """What the same would count besides, had no exclusion appeal been granted."""
    # Few of all requests are excluded: the place is asked of them.
    found = cases.CallBack.objects.filter(
        accounts.scope(user, ReportsPermission.VIEW, by_index=False),
        places.within(place.place_path, by_index=False),
        within_days(period.first, period.last),
        effective=True,
        case__in=cases.Case.objects.filter(excluded=True).values("pk"),
    )
    return counting.total(found)


def book(
    user: accounts.User, place: places.Place, period: Period, *, length: int = 1
) -> counting.Book:
    """The counts for a period, for so many up to it, and for what a forecast learns from."""
    first = period
    for _step in range(length - 1):
        first = period_before(first)
    learn = period.first - dt.timedelta(days=LEARN_DAYS)
    return counting.Book(user, place, min(first.first, learn), period.last)


@dataclasses.dataclass(frozen=True)
class Line:
    """One row of the table: a place or unit with its counts and rates."""

    name: str
    url_value: str
    counts: Counts
    rates: Rates


def by_unit(found: QuerySet[cases.CallBack], parameters: Parameters) -> list[Line]:
    """One line per unit, by name."""
    rows: Any = found.values("organisation_id", "organisation__name").annotate(**counting.COUNTS)
    return [
        _line(
            row["organisation__name"],
            row["organisation_id"],
            Counts(**{name: row[name] for name in counting.COUNTS}),
            parameters,
        )
        for row in rows.order_by("organisation__name")
    ]


def by_place(counts: counting.Book, period: Period, parameters: Parameters) -> list[Line]:
    """One line per place directly below (communities of a street, grids of a community)."""
    found = counts.by_part(period)
    return [_line(part.name, part.pk, sums, parameters) for part, sums in found.items()]


def _line(name: str, value: int, counts: Counts, parameters: Parameters) -> Line:
    return Line(name, str(value), counts, rates(counts, parameters))


@dataclasses.dataclass(frozen=True)
class TrendPoint:
    """One past period for the chart."""

    period: Period
    counts: Counts
    rates: Rates


def trend(
    counts: counting.Book, period: Period, parameters: Parameters, length: int
) -> list[TrendPoint]:
    """The last periods up to this one, oldest first."""
    points: list[TrendPoint] = []
    for _step in range(length):
        found = counts.total(period)
        points.insert(0, TrendPoint(period, found, rates(found, parameters)))
        period = period_before(period)
    return points


def appeal_counts(user: accounts.User, place: places.Place, period: Period) -> dict[str, int]:
    """Exclusion appeals made in a period: how many, agreed to, still pending."""
    # A period's appeals are few, a place's cases are many.
    path = "case__place_path"
    return cases.Appeal.objects.filter(
        accounts.scope(user, ReportsPermission.VIEW, path, by_index=False),
        places.within(place.place_path, path, by_index=False),
        within_days(period.first, period.last),
    ).aggregate(
        made=Count("id"),
        agreed=Count("id", filter=Q(granted=True)),
        pending=Count("id", filter=Q(granted=None)),
    )


@dataclasses.dataclass(frozen=True)
class Outlook:
    """The running period: what is counted, how many answers are still expected, where it leads."""

    counts: Counts
    expected: float
    response: Forecast | None
    solution: Forecast | None
    satisfaction: Forecast | None


def outlook(book: counting.Book, period: Period, today: dt.date, parameters: Parameters) -> Outlook:
    """Forecast of the running period from the last 90 days at the same place."""
    counts = book.total(period)
    past_period = Period(
        period.first - dt.timedelta(days=LEARN_DAYS), period.first - dt.timedelta(days=1)
    )
    past = book.total(past_period)
    days_left = max(0, (period.last - today).days)
    expected = past.effective / LEARN_DAYS * days_left

    def lead(pick: Callable[[Counts], float]) -> Forecast | None:
        return forecast(
            hits=pick(counts),
            effective=counts.effective,
            past_hits=pick(past),
            past_effective=past.effective,
            to_come=expected,
        )

    worth = float(parameters.fair_worth)
    return Outlook(
        counts,
        expected,
        lead(lambda c: c.contacted),
        lead(lambda c: c.solved),
        lead(lambda c: c.satisfied + worth * c.fair),
    )


@dataclasses.dataclass(frozen=True)
class Replay:
    """One preset over the same answered requests. Shares are of `answered`; days are calendar."""

    preset: work.Preset
    answered: int
    on_time: int
    provisional: int
    median_late_days: float | None

    @property
    def share(self) -> float | None:
        return self.on_time / self.answered if self.answered else None


@dataclasses.dataclass(frozen=True)
class ReplayPage:
    replays: list[Replay]
    answered: int
    waiting: int
    median_days: float | None


def replayable(
    user: accounts.User, first: dt.date | None, last: dt.date | None, source: str
) -> QuerySet[cases.Case]:
    """Visible requests received between two dates, both included, from one source or all."""
    return received(cases.visible_to(user), first, last, source)


def received(
    found: QuerySet[cases.Case], first: dt.date | None, last: dt.date | None, source: str
) -> QuerySet[cases.Case]:
    """Those received between two dates, both included, from one source or all."""
    if first is not None:
        found = found.filter(received_at__gte=midnight(first))
    if last is not None:
        found = found.filter(received_at__lt=midnight(last + dt.timedelta(days=1)))
    return found.filter(source=source) if source else found


def replay(found: QuerySet[cases.Case]) -> ReplayPage:
    """What share of answered requests every preset would have called on time.

    Takes the true times of receipt and answer; pauses are unknown for imported requests and are
    not assumed. Raises `TooManyToReplay`.
    """
    # Any: the types do not know that the filter leaves no open ones.
    rows: list[Any] = list(
        found.filter(reported_at__isnull=False).values_list(
            "received_at", "reported_at", "nature", "work__priority"
        )[: REPLAY_LIMIT + 1]
    )
    if len(rows) > REPLAY_LIMIT:
        raise TooManyToReplay
    days = [(reported - received) / dt.timedelta(days=1) for received, reported, *_rest in rows]
    return ReplayPage(
        [_replay_one(preset, rows) for preset in work.Preset.objects.all()],
        len(rows),
        found.filter(reported_at=None).count(),
        statistics.median(days) if days else None,
    )


def _replay_one(
    preset: work.Preset, rows: Iterable[tuple[dt.datetime, dt.datetime, str, int]]
) -> Replay:
    book = work.clocks.rule_book(preset)
    on_time = provisional = answered = 0
    late: list[float] = []
    for received, reported, nature, priority in rows:
        rule = book.find(work.ClockKind.HANDLE, nature, priority)
        if rule is None:
            continue
        pure = work.clocks.pure(work.clocks.as_stored(rule))
        due = work.deadlines.due_at(pure, received, book.calendar)
        answered += 1
        provisional += due.provisional
        if due.at is not None and reported <= due.at:
            on_time += 1
        elif due.at is not None:
            late.append((reported - due.at) / dt.timedelta(days=1))
    return Replay(preset, answered, on_time, provisional, statistics.median(late) if late else None)
