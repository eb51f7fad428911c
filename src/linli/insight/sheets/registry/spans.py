"""Months, quarters and years over which costs are added up. Pure."""

import dataclasses
import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Length(TextChoices):
    MONTH = "month", _("月")
    QUARTER = "quarter", _("季度")
    YEAR = "year", _("年")


MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12}
# How many of them a trend shows.
TREND = {Length.MONTH: 12, Length.QUARTER: 8, Length.YEAR: 3}


@dataclasses.dataclass(frozen=True)
class Span:
    """From the first to the last day, both included."""

    length: Length
    first: dt.date

    @property
    def last(self) -> dt.date:
        return self.after.first - dt.timedelta(days=1)

    @property
    def before(self) -> "Span":
        return self._moved(-MONTHS[self.length])

    @property
    def after(self) -> "Span":
        return self._moved(MONTHS[self.length])

    @property
    def name(self) -> str:
        """2026-03, 2026Q1, 2026: the same in every language."""
        if self.length == Length.YEAR:
            return f"{self.first:%Y}"
        if self.length == Length.QUARTER:
            return f"{self.first.year}Q{self.first.month // 3 + 1}"
        return f"{self.first:%Y-%m}"

    def _moved(self, months: int) -> "Span":
        number = self.first.year * 12 + self.first.month - 1 + months
        return Span(self.length, dt.date(number // 12, number % 12 + 1, 1))


def span_of(day: dt.date, length: Length) -> Span:
    """The one that holds a day."""
    months = MONTHS[length]
    return Span(length, dt.date(day.year, (day.month - 1) // months * months + 1, 1))


def leading_to(span: Span) -> list[Span]:
    """The last ones up to this one, oldest first."""
    found = [span]
    for _step in range(TREND[span.length] - 1):
        found.insert(0, found[0].before)
    return found
