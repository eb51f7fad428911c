"""What the page shows of a month, from the series of its lines. Pure: no table, no clock."""

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from linli.foundation.places import public as places
from linli.insight.ahead import formula as f
from linli.insight.ahead import months, seasons
from linli.insight.ahead.categories import Tree
from linli.insight.ahead.formula import Expected, Formula, Span
from linli.insight.ahead.looking_back import Score, Series, expect, look_back
from linli.kernel.clock import local_date
from linli.services.cases import public as cases

YEARS_BACK, RECENT = 2, 3
Numbers = tuple[tuple[dt.date, int | None], ...]
# From how many requests and by what share on a month is unlike a usual one.
LEAST_MORE, SHARE_MORE, MUCH_MORE = 1.0, 1.25, 1.9
# Below it nothing is to be told of a line, unless something came lately or in last years.
LEAST_EXPECTED = 0.5


class Trend(StrEnum):
    """A month against the last twelve."""

    MUCH_MORE = "much-more"
    MORE = "more"
    SAME = "same"
    LESS = "less"


@dataclasses.dataclass(frozen=True)
class Line:
    """One matter: what is expected, what usually comes a month, what came when."""

    key: str
    name: str
    category: cases.Category | None
    expected: Expected
    usual: float
    same_months: Numbers
    recent_months: Numbers
    seasons: list[seasons.Season]
    series: Series

    @property
    def trend(self) -> Trend:
        number, usual = self.expected.number, self.usual
        if number - usual >= LEAST_MORE and number >= SHARE_MORE * usual:
            return Trend.MUCH_MORE if number >= MUCH_MORE * usual else Trend.MORE
        if usual - number >= LEAST_MORE and usual >= SHARE_MORE * number:
            return Trend.LESS
        return Trend.SAME

    @property
    def is_more(self) -> bool:
        return self.trend in (Trend.MORE, Trend.MUCH_MORE)

    @property
    def rise(self) -> float:
        """How unlikely so much more would be in a usual month: the order of the page."""
        return (self.expected.number - self.usual) / math.sqrt(self.usual + 1)

    @property
    def says_something(self) -> bool:
        came = any(number for _month, number in (*self.same_months, *self.recent_months))
        return came or self.expected.number >= LEAST_EXPECTED


@dataclasses.dataclass(frozen=True)
class Part:
    """A grid, a community or a street below a place: what came there of a line."""

    place: places.Place
    same_months: Numbers
    recent: int
    weight: int
    share: float

    @classmethod
    def of(cls, place: places.Place, numbers: Mapping[dt.date, int], line: Line) -> "Part":
        whole = sum(number or 0 for _month, number in (*line.same_months, *line.recent_months))
        same = tuple(
            (month, None if known is None else numbers.get(month, 0))
            for month, known in line.same_months
        )
        weight = sum(numbers.values())
        recent = sum(numbers.get(month, 0) for month, _number in line.recent_months)
        return cls(place, same, recent, weight, weight / whole if whole else 0.0)


@dataclasses.dataclass(frozen=True)
class Outlook:
    """A month at a place. `known`: how many whole months lie behind it; `so_far`: how many have
    come where it is the running month."""

    month: dt.date
    at: dt.datetime
    tree: Tree
    lines: list[Line]
    total: Line
    span: Span
    score: Score | None
    score_months: int
    so_far: int | None

    @property
    def has_year(self) -> bool:
        """Whether seasons can be told at all."""
        return self.total.expected.index is not None

    @property
    def known(self) -> int:
        return self.span.known


def look(
    lines: Mapping[str, Series],
    tree: Tree,
    month: dt.date,
    *,
    at: dt.datetime,
    whole: Mapping[str, Series],
    formula: Formula,
) -> Outlook:
    """What a month brings, the lines that rise above their usual number first.

    `whole`: the lines of the whole place. How far ranges reach they tell together, so that a line
    is the same wherever it is shown; a total of everything tells by itself.
    """
    now = months.month_of(local_date(at))
    back = look_back(whole, until=now, formula=formula)
    found = [
        _line(key, series, tree, month, now, back.extra, formula) for key, series in lines.items()
    ]
    everything = together(list(lines.values()))
    key, extra = str(tree.only or ""), back.extra
    if tree.is_whole:
        extra = look_back({"": everything}, until=now, formula=formula).extra
    return Outlook(
        month=month,
        at=at,
        tree=tree,
        lines=sorted(
            (line for line in found if line.says_something),
            key=lambda line: (-line.rise, -line.expected.number, line.name),
        ),
        total=_line(key, everything, tree, month, now, extra, formula),
        span=everything.span,
        score=back.score,
        score_months=len(back.months),
        so_far=everything.number(month) or 0 if month == now else None,
    )


def _line(
    key: str,
    series: Series,
    tree: Tree,
    month: dt.date,
    now: dt.date,
    extra: float,
    formula: Formula,
) -> Line:
    before = series.before(month)
    same = [months.later(month, -f.YEAR * years) for years in range(1, YEARS_BACK + 1)]
    recent = [months.later(min(month, now), -number) for number in range(1, RECENT + 1)]
    return Line(
        key=key,
        name=tree.name(key),
        category=tree.category(key),
        expected=expect(before, month, extra=extra, formula=formula),
        usual=_usual(before),
        same_months=tuple((one, series.number(one)) for one in same),
        recent_months=tuple((one, series.number(one)) for one in recent),
        seasons=seasons.of(month, tree.words(key)),
        series=series,
    )


def _usual(series: Series) -> float:
    """What came a month in the last twelve."""
    lengths = series.span.lengths[-f.YEAR :]
    came = sum(
        number for number, length in zip(series.numbers[-f.YEAR :], lengths, strict=True) if length
    )
    return came / sum(lengths) if sum(lengths) else 0.0


def together(series: Sequence[Series]) -> Series:
    """Several lines of one place as one."""
    above = [one.above for one in series if one.above is not None]
    numbers = [sum(column) for column in zip(*(one.numbers for one in series), strict=True)]
    return Series(series[0].span, numbers, together(above) if above else None)
