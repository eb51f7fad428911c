"""How much a topic deserves a look. The formula is data: numbers that a site may change.

    heat = (people·ln(1+people) + messages·ln(1+messages) + support·ln(1+support))
           × (1 + rising·share of its messages within the last `fresh_days`)
           × ½ ^ (days since the last message ÷ half_life_days)

People count more than messages: one who writes ten times is one. It has no unit; it only orders.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Formula:
    people: float = 10.0
    messages: float = 4.0
    support: float = 1.0
    rising: float = 0.5
    fresh_days: int = 30
    half_life_days: float = 180.0


FORMULA = Formula()


class Trend(StrEnum):
    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    QUIET = "quiet"


def heat(
    *,
    people: int,
    support: int,
    moments: Sequence[dt.datetime],
    messages: int,
    at: dt.datetime | None,
    formula: Formula = FORMULA,
) -> float:
    """The heat of a topic at a moment; without moments, as if all came now."""
    size = (
        formula.people * math.log1p(people)
        + formula.messages * math.log1p(messages)
        + formula.support * math.log1p(support)
    )
    if not moments or at is None:
        return round(size, 2)
    fresh = sum(_days(at, moment) <= formula.fresh_days for moment in moments) / messages
    age = max(0.0, _days(at, max(moments)))
    return round(size * (1 + formula.rising * fresh) * 0.5 ** (age / formula.half_life_days), 2)


def trend(
    moments: Sequence[dt.datetime], at: dt.datetime | None, *, days: int = FORMULA.fresh_days
) -> Trend:
    """The last days against as many before them."""
    if not moments or at is None:
        return Trend.STEADY
    ages = [_days(at, moment) for moment in moments]
    now, before = sum(age <= days for age in ages), sum(days < age <= 2 * days for age in ages)
    if now == 0:
        return Trend.FALLING if before else Trend.QUIET
    if now == len(ages):
        return Trend.NEW
    if now > before * 1.2:
        return Trend.RISING
    return Trend.FALLING if now * 1.2 < before else Trend.STEADY


def _days(at: dt.datetime, moment: dt.datetime) -> float:
    return (at - moment).total_seconds() / 86_400
