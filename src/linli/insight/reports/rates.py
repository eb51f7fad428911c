"""The three rates (响应率 解决率 满意率): arithmetic only, no tables.

Denominators are effective call-backs (有效回访) and are always shown. Source of the default
parameters: the public code of a Beijing district's report system, no official rule; other cities
set others, so every number is data.
"""

import dataclasses
import datetime as dt
import math
from fractions import Fraction


@dataclasses.dataclass(frozen=True)
class Parameters:
    """Weights of the three rates in the overall figure (sum 1), the worth of 基本满意, and the day
    of the month on which a period begins (北京: the 19th of the month before)."""

    response_weight: Fraction = Fraction(1, 10)
    solution_weight: Fraction = Fraction(5, 10)
    satisfaction_weight: Fraction = Fraction(4, 10)
    fair_worth: Fraction = Fraction(9, 10)
    period_start_day: int = 19


@dataclasses.dataclass(frozen=True)
class Counts:
    """What was counted among effective call-backs."""

    effective: int = 0
    contacted: int = 0
    solved: int = 0
    satisfied: int = 0
    fair: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.effective + other.effective,
            self.contacted + other.contacted,
            self.solved + other.solved,
            self.satisfied + other.satisfied,
            self.fair + other.fair,
        )


@dataclasses.dataclass(frozen=True)
class Rates:
    """Each rate as a fraction of 1, or None where nobody was called back effectively."""

    response: Fraction | None
    solution: Fraction | None
    satisfaction: Fraction | None
    overall: Fraction | None


NOTHING = Rates(None, None, None, None)


def rates(counts: Counts, parameters: Parameters) -> Rates:
    """响应率 = contacted / effective; 解决率 = solved / effective; 满意率 = (satisfied +
    worth × fair) / effective; 综合 = weighted sum."""
    if counts.effective == 0:
        return NOTHING
    response = Fraction(counts.contacted, counts.effective)
    solution = Fraction(counts.solved, counts.effective)
    satisfaction = (counts.satisfied + parameters.fair_worth * counts.fair) / counts.effective
    overall = (
        parameters.response_weight * response
        + parameters.solution_weight * solution
        + parameters.satisfaction_weight * satisfaction
    )
    return Rates(response, solution, satisfaction, overall)


@dataclasses.dataclass(frozen=True)
class Period:
    """A counting period: first day included, last day included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period_of(day: dt.date, start_day: int) -> Period:
    """The period that holds a day, when periods begin on `start_day` (1–28) of each month."""
    first = day.replace(day=start_day)
    if day < first:
        first = _month_before(first)
    return Period(first, _month_after(first) - dt.timedelta(days=1))


def period_before(period: Period) -> Period:
    return Period(_month_before(period.first), period.first - dt.timedelta(days=1))


def _month_before(day: dt.date) -> dt.date:
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=day.day)


def _month_after(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=day.day)


@dataclasses.dataclass(frozen=True)
class Forecast:
    """Where a rate will probably end: the middle and an interval that holds four of five times."""

    low: float
    middle: float
    high: float


def forecast(
    *, hits: float, effective: int, past_hits: float, past_effective: int, to_come: float
) -> Forecast | None:
    """A rate at the period's end: what is counted so far, plus `to_come` further call-backs that
    come out as those of the past did (beta-binomial, normal approximation, 80 %).

    None when neither the period nor the past has a single call-back to learn from.
    """
    total = effective + to_come
    if total == 0 or past_effective + effective == 0:
        return None
    # One success and one failure stand for what nobody knows yet.
    alpha = past_hits + hits + 1
    beta = past_effective + effective - past_hits - hits + 1
    share = alpha / (alpha + beta)
    spread = 0.0
    if to_come:
        size = alpha + beta
        variance = to_come * share * (1 - share) * (size + to_come) / (size + 1)
        spread = 1.2816 * math.sqrt(max(variance, 0.0)) / total
    middle = (hits + share * to_come) / total
    return Forecast(max(0.0, middle - spread), middle, min(1.0, middle + spread))
