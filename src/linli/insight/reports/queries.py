"""Counts for the three rates, and what other cities' limits would have meant here."""

import dataclasses
import datetime as dt
import statistics
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
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
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import DomainError, NotFound
from linli.services.cases import public as cases
from linli.shared.work import public as work

SATISFIED, FAIR = 4, 3
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


def places_for(user: accounts.User) -> QuerySet[places.Place]:
    """Places a rates page can be about: districts to communities where the user may see figures."""
    kinds = [places.Kind.CITY, places.Kind.DISTRICT, places.Kind.STREET, places.Kind.COMMUNITY]
    return places.Place.objects.filter(
        accounts.scope(user, ReportsPermission.VIEW, "path"),
        kind__in=[*kinds, places.Kind.GRID],
        closed_on=None,
    ).order_by(*places.TREE_ORDER)


def call_backs(user: accounts.User, period: Period) -> QuerySet[cases.CallBack]:
    """Effective call-backs that count in a period, at the places whose figures the user may see."""
    left_out = cases.Case.objects.filter(excluded=True)
    return with_excluded(user, period).exclude(case__in=left_out.values("pk"))


def with_excluded(user: accounts.User, period: Period) -> QuerySet[cases.CallBack]:
    """The same, and those of requests that an exclusion appeal took out of the rates."""
    return cases.CallBack.objects.filter(
        accounts.scope(user, ReportsPermission.VIEW),
        at__gte=_midnight(period.first),
        at__lt=_midnight(period.last + dt.timedelta(days=1)),
        effective=True,
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


COUNTS = {
    "effective": Count("id"),
    "contacted": Count("id", filter=Q(contacted=True)),
    "solved": Count("id", filter=Q(solved=True)),
    "satisfied": Count("id", filter=Q(satisfaction__gte=SATISFIED)),
    "fair": Count("id", filter=Q(satisfaction=FAIR)),
}


def total(found: QuerySet[cases.CallBack]) -> Counts:
    """The call-backs counted together."""
    return Counts(**found.aggregate(**COUNTS))


@dataclasses.dataclass(frozen=True)
class Line:
    """One row of the table: a place or unit with its counts and rates."""

    name: str
    url_value: str
    counts: Counts
    rates: Rates


def by_unit(found: QuerySet[cases.CallBack], parameters: Parameters) -> list[Line]:
    """One line per unit, by name."""
    rows: Any = found.values("organisation_id", "organisation__name").annotate(**COUNTS)
    return [
        _line(row["organisation__name"], str(row["organisation_id"]), row, parameters)
        for row in rows.order_by("organisation__name")
    ]


def by_place(
    found: QuerySet[cases.CallBack], below: places.Place, parameters: Parameters
) -> list[Line]:
    """One line per place directly below (communities of a street, grids of a community)."""
    rows: Any = found.filter(places.within(below.place_path)).values("place_path")
    parts = list(below.children.filter(closed_on=None).exclude(path=None))
    sums = {part.place_path: Counts() for part in parts}
    for row in rows.annotate(**COUNTS).order_by():
        path = places.part_of(row["place_path"], sums)
        if path is not None:
            sums[path] += Counts(**{key: row[key] for key in COUNTS})
    return [
        Line(
            part.name, str(part.pk), sums[part.place_path], rates(sums[part.place_path], parameters)
        )
        for part in parts
    ]


def _line(name: str, value: str, row: Mapping[str, int], parameters: Parameters) -> Line:
    counts = Counts(**{key: row[key] for key in COUNTS})
    return Line(name, value, counts, rates(counts, parameters))


@dataclasses.dataclass(frozen=True)
class TrendPoint:
    """One past period for the chart."""

    period: Period
    counts: Counts
    rates: Rates


def trend(
    user: accounts.User, place: places.Place, period: Period, parameters: Parameters, length: int
) -> list[TrendPoint]:
    """The last periods up to this one, oldest first."""
    points: list[TrendPoint] = []
    for _step in range(length):
        found = call_backs(user, period).filter(places.within(place.place_path))
        counts = total(found)
        points.insert(0, TrendPoint(period, counts, rates(counts, parameters)))
        period = period_before(period)
    return points


def appeal_counts(user: accounts.User, place: places.Place, period: Period) -> dict[str, int]:
    """Exclusion appeals made in a period: how many, agreed to, still pending."""
    # A period's appeals are few, a place's cases are many.
    path = "case__place_path"
    return cases.Appeal.objects.filter(
        accounts.scope(user, ReportsPermission.VIEW, path, by_index=False),
        places.within(place.place_path, path, by_index=False),
        at__gte=_midnight(period.first),
        at__lt=_midnight(period.last + dt.timedelta(days=1)),
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


def outlook(
    user: accounts.User, place: places.Place, period: Period, today: dt.date, parameters: Parameters
) -> Outlook:
    """Forecast of the running period from the last 90 days at the same place."""
    here = places.within(place.place_path)
    counts = total(call_backs(user, period).filter(here))
    past_period = Period(
        period.first - dt.timedelta(days=LEARN_DAYS), period.first - dt.timedelta(days=1)
    )
    past = total(call_backs(user, past_period).filter(here))
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
        found = found.filter(received_at__gte=_midnight(first))
    if last is not None:
        found = found.filter(received_at__lt=_midnight(last + dt.timedelta(days=1)))
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
