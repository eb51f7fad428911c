"""Cells that filled themselves and cells that were typed, span by span, drawn by the server."""

import dataclasses
import math
from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.insight.sheets.registry.queries.costs import Point

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 56, 84, 14, 26
NAMES_APART = 16


@dataclasses.dataclass(frozen=True)
class Line:
    """`points` for a polyline, `dots` on it, `end` where its name stands. Told apart by the dash,
    not by colour: colours are the clocks'."""

    name: str
    dash: str
    points: str
    dots: tuple[tuple[int, int], ...]
    end: int


@dataclasses.dataclass(frozen=True)
class Chart:
    lines: tuple[Line, ...]
    marks: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def chart(trend: Sequence[Point]) -> Chart | None:
    """None while fewer than two spans have anything to show. The scale begins at nothing."""
    if sum(point.cost.cells > 0 for point in trend) < 2:
        return None
    top = _round_up(max(max(p.cost.filled, p.cost.typed) for p in trend))
    step = (WIDTH - LEFT - RIGHT) / (len(trend) - 1)

    def y(cells: float) -> int:
        return round(TOP + (1 - cells / top) * (HEIGHT - TOP - BOTTOM))

    def line(name: str, dash: str, cells: Sequence[int]) -> Line:
        dots = tuple((round(LEFT + step * n), y(count)) for n, count in enumerate(cells))
        return Line(name, dash, " ".join(f"{x},{at}" for x, at in dots), dots, dots[-1][1])

    filled = line(_("自动填好"), "", [point.cost.filled for point in trend])
    typed = line(_("手工填写"), "6 4", [point.cost.typed for point in trend])
    # Every other name where they would run into each other.
    every = 1 if len(trend) <= 8 else 2
    return Chart(
        lines=_apart(filled, typed),
        marks=tuple((y(top * part / 2), round(top * part / 2)) for part in range(3)),
        spans=tuple(
            (round(LEFT + step * n), point.span.name)
            for n, point in enumerate(trend)
            if (len(trend) - 1 - n) % every == 0
        ),
    )


def _round_up(cells: int) -> int:
    """The next figure of one digit and noughts, even so that its half is whole."""
    size = 10 ** max(0, int(math.log10(max(cells, 1))))
    return max(2, math.ceil(cells / size) * size)


def _apart(one: Line, other: Line) -> tuple[Line, Line]:
    """The names at the ends, moved down where they would lie on each other."""
    upper, lower = sorted((one, other), key=lambda line: line.end)
    if lower.end - upper.end < NAMES_APART:
        lower = dataclasses.replace(lower, end=upper.end + NAMES_APART)
    return upper, lower
