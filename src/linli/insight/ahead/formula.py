"""How many requests a month will have, from the months before. The formula is data.

    expected = level × index of the month × its length
    level    = Σ weight · number ÷ Σ weight · index · length     weight = ½ ^ (age ÷ half_life)
    index    = (number in this month of all years + strength · index of the place above)
               ÷ (what usual months would have brought + strength)

Where little was counted, the index stays near that of the place above, and that near 1: three
requests make no season. With less than a year behind it the index is that of the place above; where
that has no year either, there is none, and the recent months are all that is known.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from linli.insight.ahead import months, spread

YEAR = 12
# A usual month has so many days.
USUAL_DAYS = 365.25 / YEAR
# Nothing came from a place that else has so many requests in this month's neighbours: not used.
SILENT = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Formula:
    """`half_life`: after so many months a month counts half for the level; `strength`: so many
    expected requests make an index half its own; `strength_of_all` the same where no place stands
    above; `prior_months`: so many months of the long mean lie in the level; `extra`: how much wider
    than by chance ranges are until the own errors tell; `low`, `high`: the ends of the range."""

    half_life: float = 2.0
    strength: float = 12.0
    strength_of_all: float = 8.0
    prior_months: float = 0.3
    most_months: int = 60
    extra: float = 0.10
    extra_weight: float = 30.0
    low: float = 0.1
    high: float = 0.9


FORMULA = Formula()


@dataclasses.dataclass(frozen=True)
class Span:
    """The months of which a place has counts: `lengths` in usual months, 0 where nothing is known
    of a month, less where it is not over."""

    first: dt.date
    lengths: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def last(self) -> dt.date:
        return months.later(self.first, len(self.lengths) - 1)

    @property
    def known(self) -> int:
        """How many months are known whole, about."""
        return sum(length > 0.8 for length in self.lengths)

    def series(self, counts: Mapping[dt.date, int]) -> list[int]:
        """The counts of all its months, 0 where none came."""
        return [counts.get(months.later(self.first, n), 0) for n in range(len(self))]

    def before(self, month: dt.date) -> "Span":
        """The part of it before a month."""
        end = max(0, months.between(self.first, month))
        return Span(self.first, self.lengths[:end])


def span_of(
    totals: Mapping[dt.date, int], *, at: dt.datetime, formula: Formula = FORMULA
) -> Span | None:
    """What is known of a place that had so many requests in each month; None without any."""
    told = sorted(month for month, number in totals.items() if number)
    now = months.month_of(at.date())
    if not told or told[0] > now:
        return None
    first = max(told[0], months.later(now, -formula.most_months))
    numbers = [totals.get(months.later(first, n), 0) for n in range(months.between(first, now) + 1)]
    lengths = []
    for n, number in enumerate(numbers):
        month = months.later(first, n)
        near = numbers[max(0, n - 2) : n] + numbers[n + 1 : n + 3]
        silent = number == 0 and sum(near) >= SILENT * max(1, len(near))
        lengths.append(0.0 if silent else months.gone(month, at) / USUAL_DAYS)
    # A place that began in the middle of a month.
    after = numbers[1:4]
    if len(after) == 3 and numbers[0] * 2 * len(after) < sum(after):
        lengths[0] = 0.0
    return Span(first, tuple(lengths))


def indexes(
    series: Sequence[int],
    span: Span,
    above: Sequence[float] | None = None,
    formula: Formula = FORMULA,
) -> list[float] | None:
    """The index of each calendar month, January first; `above` those of the place above. None when
    no year is known and there is nothing above."""
    whole = [n for n, length in enumerate(span.lengths) if length > 0.8]
    if len(whole) < YEAR - 1 or not sum(series):
        return list(above) if above is not None else None
    came, usual = [0.0] * YEAR, [0.0] * YEAR
    level = 0.0
    # Year for year backwards, so that a place that grows has no season for it.
    for end in range(len(series), 0, -YEAR):
        year = [n for n in whole if end - YEAR <= n < end]
        length = sum(span.lengths[n] for n in year)
        if len(year) >= YEAR - 1 or not level:
            level = sum(series[n] for n in year) / length if length else level
        for n in year:
            number = (span.first.month - 1 + n) % YEAR
            came[number] += series[n]
            usual[number] += level * span.lengths[n]
    prior = list(above) if above is not None else [1.0] * YEAR
    strength = formula.strength if above is not None else formula.strength_of_all
    found = [(came[n] + strength * prior[n]) / (usual[n] + strength) for n in range(YEAR)]
    mean = sum(found) / YEAR
    return [one / mean for one in found]


def level_of(
    series: Sequence[int],
    span: Span,
    index: Sequence[float] | None,
    formula: Formula = FORMULA,
) -> float:
    """What a usual month has lately."""
    came = length = long_came = long_length = 0.0
    for n, known in enumerate(span.lengths):
        expected = known * (index[(span.first.month - 1 + n) % YEAR] if index else 1.0)
        age = len(series) - 1 - n
        weight = 0.5 ** (age / formula.half_life)
        came += weight * (series[n] if known else 0)
        length += weight * expected
        if age < 2 * YEAR:
            long_came += series[n] if known else 0
            long_length += expected
    if not long_length:
        return 0.0
    prior = formula.prior_months
    return (came + prior * long_came / long_length) / (length + prior)


@dataclasses.dataclass(frozen=True)
class Expected:
    """What a month will have: the number, its range, what a usual month has, the month's index
    (None when no season is known)."""

    number: float
    low: int
    high: int
    usual: float
    index: float | None


def expect(
    series: Sequence[int],
    span: Span,
    month: dt.date,
    *,
    above: Sequence[float] | None = None,
    extra: float | None = None,
    formula: Formula = FORMULA,
) -> Expected:
    """What comes in a month, from the series before it."""
    index = indexes(series, span, above, formula)
    level = level_of(series, span, index, formula)
    factor = index[month.month - 1] if index else 1.0
    number = level * factor * months.days(month) / USUAL_DAYS
    low, high = spread.between(
        number, formula.extra if extra is None else extra, low=formula.low, high=formula.high
    )
    return Expected(number, low, high, level, factor if index else None)
