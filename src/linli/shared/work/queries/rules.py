"""Reads of limits and of the calendar they are counted by."""

import datetime as dt

from django.db.models import Count, F, QuerySet

from linli.foundation.accounts import public as accounts
from linli.kernel.clock import local_date
from linli.kernel.errors import NotFound
from linli.kernel.workdays import published_years
from linli.shared.work.models import (
    CalendarDay,
    Clock,
    ClockKind,
    OfficialYear,
    Preset,
    Rule,
    SavedView,
)

NOTICE_MONTH = 11


def presets() -> QuerySet[Preset]:
    """All presets, the one in use first, with how many rules each has."""
    return Preset.objects.annotate(size=Count("rules")).order_by("-in_use", "pk")


def get_preset(pk: int) -> Preset:
    """One preset; `NotFound`."""
    found = Preset.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def rules_of(preset: Preset) -> list[Rule]:
    """A preset's rules: clocks in the order of the work, the general before the particular."""
    order = {kind: number for number, kind in enumerate(ClockKind.values)}
    found = preset.rules.order_by(F("priority").asc(nulls_first=True), "topic", "pk")
    return sorted(found, key=lambda rule: order[rule.kind])


def get_rule(pk: int) -> Rule:
    """One rule with its preset; `NotFound`."""
    found = Rule.objects.select_related("preset").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def own_days(year: int) -> QuerySet[CalendarDay]:
    """Single days that the site set by itself."""
    return CalendarDay.objects.filter(day__year=year, notice=None)


def get_day(pk: int) -> CalendarDay:
    """A single day that the site set by itself; `NotFound`."""
    found = CalendarDay.objects.filter(pk=pk, notice=None).first()
    if found is None:
        raise NotFound
    return found


def notice_of(year: int) -> OfficialYear | None:
    """The notice that this site entered for the year."""
    return OfficialYear.objects.filter(year=year).first()


def official_years() -> set[int]:
    """Years whose calendar rests on a notice: of the library, or entered here."""
    return set(published_years()) | set(OfficialYear.objects.values_list("year", flat=True))


def provisional_count() -> int:
    """How many running clocks rest on a year without a notice."""
    return Clock.objects.filter(stopped_at=None, provisional=True).count()


def unofficial_ahead(at: dt.datetime) -> list[int]:
    """This year, and from November on the next, as far as their notices are missing.

    The State Council tells a year's days off in the autumn before.
    """
    today = local_date(at)
    years = [today.year] + [today.year + 1] * (today.month >= NOTICE_MONTH)
    known = official_years()
    return [year for year in years if year not in known]


def saved_views(user: accounts.User, page: str) -> QuerySet[SavedView]:
    """A person's views of one list, by name."""
    return SavedView.objects.filter(user=user, page=page).order_by("name")


def get_saved_view(user: accounts.User, pk: int) -> SavedView:
    """One of the person's own views; `NotFound` for anybody else's."""
    found = SavedView.objects.filter(user=user, pk=pk).first()
    if found is None:
        raise NotFound
    return found
