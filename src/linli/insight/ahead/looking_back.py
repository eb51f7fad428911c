"""The same formula, asked about months that are over: how far off it would have been."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from linli.insight.ahead import formula as f
from linli.insight.ahead import months
from linli.insight.ahead.formula import FORMULA, Expected, Formula, Span

# Which months are asked, and what has to lie before the first of them.
ASKED = 12
LEAST_BEFORE = 3


@dataclasses.dataclass(frozen=True)
class Series:
    """What was counted of a line at a place, and at the place above of the same line (None at the
    top)."""

    span: Span
    numbers: Sequence[int]
    above: "Series | None" = None

    def before(self, month: dt.date) -> "Series":
        """What was known of it when the month began."""
        span = self.span.before(month)
        above = self.above.before(month) if self.above else None
        return Series(span, self.numbers[: len(span)], above)

    def number(self, month: dt.date) -> int | None:
        """How many came in a month; None when nothing is known of it."""
        at = months.between(self.span.first, month)
        return self.numbers[at] if 0 <= at < len(self.span) and self.span.lengths[at] else None


def expect(
    series: Series, month: dt.date, *, extra: float | None = None, formula: Formula = FORMULA
) -> Expected:
    """What comes in a month."""
    above = series.above
    index = f.indexes(above.numbers, above.span, None, formula) if above else None
    return f.expect(series.numbers, series.span, month, above=index, extra=extra, formula=formula)


@dataclasses.dataclass(frozen=True)
class Asked:
    """One month of one line: what would have been said, and what came."""

    month: dt.date
    expected: Expected
    came: int
    month_before: int | None
    year_before: int | None


@dataclasses.dataclass(frozen=True)
class Score:
    """How far off, in requests a line and month, over the same months for each way; None where no
    such month was known."""

    asked: int
    error: float
    error_of_last_month: float | None
    error_of_last_year: float | None
    error_beside_last_year: float | None
    inside: float

    @property
    def is_better(self) -> bool:
        """Than what everybody could have said without it."""
        return self.error <= (self.error_of_last_month or self.error) and (
            self.error_of_last_year is None
            or (self.error_beside_last_year or 0) <= self.error_of_last_year
        )


@dataclasses.dataclass(frozen=True)
class Back:
    """`extra`: how much more than by chance numbers went astray, for the ranges of what comes."""

    months: tuple[dt.date, ...]
    score: Score | None
    extra: float
    asked: Mapping[str, Sequence[Asked]]


def look_back(lines: Mapping[str, Series], *, until: dt.date, formula: Formula = FORMULA) -> Back:
    """Ask about the months before `until`, each from what lay before it alone, ranges included."""
    asked: dict[str, list[Asked]] = {key: [] for key in lines}
    # Errors beyond chance, and what one would be at the full mean: their ratio is `extra`.
    beyond = formula.extra * formula.extra_weight
    squares = formula.extra_weight
    done = []
    for number in range(-ASKED, 0):
        month = months.later(until, number)
        extra = max(0.0, beyond / squares)
        found = _ask(lines, month, extra, formula)
        if found:
            done.append(month)
        for key, one in found.items():
            asked[key].append(one)
            mean = one.expected.number
            beyond += ((one.came - mean) ** 2 - mean) / (1 + mean)
            squares += mean * mean / (1 + mean)
    everything = [one for found in asked.values() for one in found]
    return Back(tuple(done), _score(everything), max(0.0, beyond / squares), asked)


def _ask(
    lines: Mapping[str, Series], month: dt.date, extra: float, formula: Formula
) -> dict[str, Asked]:
    found = {}
    for key, series in lines.items():
        came = series.number(month)
        before = series.before(month)
        if came is None or before.span.known < LEAST_BEFORE:
            continue
        found[key] = Asked(
            month,
            expect(before, month, extra=extra, formula=formula),
            came,
            series.number(months.later(month, -1)),
            series.number(months.later(month, -f.YEAR)),
        )
    return found


def _score(asked: Sequence[Asked]) -> Score | None:
    if not asked:
        return None
    told = [one for one in asked if one.year_before is not None]
    return Score(
        asked=len(asked),
        error=_mean([abs(one.came - one.expected.number) for one in asked]) or 0.0,
        error_of_last_month=_mean(
            [abs(one.came - one.month_before) for one in asked if one.month_before is not None]
        ),
        error_of_last_year=_mean([abs(one.came - (one.year_before or 0)) for one in told]),
        error_beside_last_year=_mean([abs(one.came - one.expected.number) for one in told]),
        inside=sum(one.expected.low <= one.came <= one.expected.high for one in asked) / len(asked),
    )


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None
