"""The calendar of known seasons: what a month brings, and what can be prepared. Data, not guesses:
it changes no number."""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.insight.ahead import months

FILE = Path(__file__).with_name("seasons.toml")


@dataclass(frozen=True)
class Season:
    """One entry of seasons.toml."""

    name: str
    words: tuple[str, ...]
    prepare: tuple[str, ...]
    source: str = ""
    months: tuple[int, ...] = ()
    first_days: tuple[dt.date, ...] = ()
    days_before: int = 0
    days_after: int = 0

    def shows_in(self, month: dt.date) -> bool:
        """Whether some of it lies in a month."""
        if self.months:
            return month.month in self.months
        first, last = month, months.last_day(month)
        return any(
            day - dt.timedelta(days=self.days_before) <= last
            and day + dt.timedelta(days=self.days_after) >= first
            for day in self.first_days
        )

    def concerns(self, words: str) -> bool:
        """Whether a category with these words (its name and its keywords) is meant."""
        return any(word in words for word in self.words)


@functools.cache
def calendar() -> tuple[Season, ...]:
    """All of them, as the file has them."""
    entries: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["season"]
    return tuple(_season(**entry) for entry in entries)


def _season(**told: Any) -> Season:
    fixed: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
    }
    return Season(**fixed)


def of(month: dt.date, words: Iterable[str]) -> list[Season]:
    """What a month brings to a category and those below it, told by their words."""
    said = " ".join(words)
    return [season for season in calendar() if season.shows_in(month) and season.concerns(said)]
