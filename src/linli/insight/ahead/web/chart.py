"""The months of a line as bars, and the expected one with its range."""

import dataclasses
import datetime as dt

from linli.insight.ahead import months
from linli.insight.ahead.outlook import Line

WIDTH, HEIGHT, BOTTOM, TOP = 640, 190, 24, 18
MOST = 26


@dataclasses.dataclass(frozen=True)
class Bar:
    """One month: the left edge, upper edge and height of its bar; `name` under some."""

    month: dt.date
    number: int
    left: int
    top: int
    height: int
    name: str
    is_same: bool


@dataclasses.dataclass(frozen=True)
class Chart:
    """Bars of a width; the expected month as a line of its own with the ends of the range."""

    bars: tuple[Bar, ...]
    step: int
    middle: int
    low: int
    high: int
    name: str
    highest: int
    top: int
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM


def chart(line: Line, month: dt.date) -> Chart | None:
    """The last two years and the month that is expected; None with too little to draw."""
    series = line.series.before(month)
    first = max(0, len(series.span) - MOST)
    told = [
        (months.later(series.span.first, n), series.numbers[n])
        for n in range(first, len(series.span))
        if series.span.lengths[n]
    ]
    if len(told) < 3:
        return None
    highest = max([number for _month, number in told] + [line.expected.high, 1])
    step = WIDTH // (MOST + 2)

    def top(number: float) -> int:
        return round(TOP + (1 - number / highest) * (HEIGHT - TOP - BOTTOM))

    base = HEIGHT - BOTTOM
    bars = tuple(
        Bar(
            one,
            number,
            _left(month, one, step),
            top(number),
            base - top(number),
            f"{one:%y-%m}" if one.month in (1, 7) else "",
            one.month == month.month,
        )
        for one, number in told
    )
    return Chart(
        bars=bars,
        step=step - 6,
        middle=_left(month, month, step) + (step - 6) // 2,
        low=top(line.expected.low),
        high=top(line.expected.high),
        name=f"{month:%y-%m}",
        highest=highest,
        top=TOP,
    )


def _left(month: dt.date, one: dt.date, step: int) -> int:
    """The expected month stands at the right edge."""
    return WIDTH - step * (months.between(one, month) + 1) - 8
