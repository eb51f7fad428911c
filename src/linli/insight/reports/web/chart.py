"""The three rates over the last periods as lines, drawn by the server."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 76, 14, 26
# Told apart by dash and mark, not by colour: colours are the clocks'.
STYLES = (("response", ""), ("solution", "7 4"), ("satisfaction", "2 4"))


@dataclasses.dataclass(frozen=True)
class Line:
    """`points` for a polyline; `dots` where there is a figure; `end` where the name stands."""

    name: str
    dash: str
    points: str
    dots: tuple[tuple[int, int], ...]
    end: int


@dataclasses.dataclass(frozen=True)
class Chart:
    lines: tuple[Line, ...]
    marks: tuple[tuple[int, str], ...]
    periods: tuple[tuple[int, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def chart(trend: Sequence[Any]) -> Chart | None:
    """Of `queries.trend`; None while fewer than two periods have figures.

    The scale begins at a round figure below the lowest, so that differences can be seen; the
    page says so by the numbers on it.
    """
    counted = [point for point in trend if point.counts.effective]
    if len(counted) < 2:
        return None
    names = {"response": _("响应率"), "solution": _("解决率"), "satisfaction": _("满意率")}
    found = [float(getattr(point.rates, code)) for point in counted for code in names]
    floor = max(0, int(min(found) * 10 - 0.5)) / 10
    step = (WIDTH - LEFT - RIGHT) / (len(trend) - 1)

    def x(place: int) -> int:
        return round(LEFT + step * place)

    def y(share: float) -> int:
        return round(TOP + (1 - share) / (1 - floor) * (HEIGHT - TOP - BOTTOM))

    lines = []
    for code, dash in STYLES:
        dots = tuple(
            (x(place), y(float(getattr(point.rates, code))))
            for place, point in enumerate(trend)
            if point.counts.effective
        )
        points = " ".join(f"{left},{top}" for left, top in dots)
        lines.append(Line(names[code], dash, points, dots, dots[-1][1]))
    shares = [floor + (1 - floor) * part / 2 for part in range(3)]
    return Chart(
        lines=_apart(lines),
        marks=tuple((y(share), f"{share:.0%}") for share in shares),
        periods=tuple(
            (x(place), f"{point.period.last:%m-%d}") for place, point in enumerate(trend)
        ),
    )


def _apart(lines: list[Line]) -> tuple[Line, ...]:
    """The names at the ends, moved down where they would lie on each other."""
    placed, last = [], -100
    for line in sorted(lines, key=lambda line: line.end):
        last = max(line.end, last + 16)
        placed.append(dataclasses.replace(line, end=last))
    return tuple(placed)
