"""When something is due: a rule, a start and a calendar give an instant.

Every rule is a set of *counted minutes* and a budget of them. The due time is the instant at
which the budget is used up. Law: 民法典 art. 200-204.

=============== ============================================ ==================== ============
unit            what counts                                  counting begins      budget
=============== ============================================ ==================== ============
`MINUTES`       every minute                                 at the start         amount
`HOURS`         every minute                                 at the start         amount × 60
`WORKING_HOURS` minutes of workdays inside business hours    at the start         amount × 60
`DAYS`          every minute                                 the midnight after   amount × 1440
`WORKING_DAYS`  minutes of workdays, day and night           the midnight after   amount × 1440
=============== ============================================ ==================== ============

Begin. A period in hours runs from the moment; in days, the starting day is not counted (art. 201).
A start at 00:00 belongs to the day that begins there.

Pauses. Minutes inside a pause never count; overlapping pauses count once. What lies before the
counting begins changes nothing. A pause without an end leaves the work without a due time, unless
the budget was used up before it began.

End. 24:00 of a day is 00:00 of the next day. A budget used up exactly on a boundary belongs to the
minute before it, so five working days that end with Friday are due on Friday at 24:00, not on
Monday. In days, the period ends with its last day: at 24:00 even if a pause left the budget to
run out at noon, or at closing time for `ends="close"` (art. 203 para. 2). A pause that has begun
by then and lasts beyond it moves the last day to the one on which the pause ends: work that was
held before it was due is not late when it goes on.
With `roll_to_workday` a period in days whose last day is no workday ends with the next workday
(art. 203 para. 1). Periods in minutes and hours never roll.

Same day. `amount=0` is allowed in days: due at the end of the starting day, in working days of the
first workday from the starting day on. After closing time "close" means 24:00: what is due is never
due before it started.

Seconds. `MINUTES` and `HOURS` keep them. The other units know whole minutes only: a start rounds
up to the next full minute, and a minute touched by a pause does not count.

Provisional. When the answer rests on a year whose holidays are not published yet it says so; it
must be worked out again once they are.

Time is Shanghai's, which has had one offset since 1991, so wall-clock arithmetic is exact.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.kernel.clock import SHANGHAI, midnight
from linli.kernel.workdays import DAY, MIDNIGHT, MINUTE, ZERO, BusinessHours, WorkCalendar

INSTANT = dt.timedelta.resolution
LONGEST = dt.timedelta(days=3660)


class Unit(TextChoices):
    """What an amount of time is measured in."""

    MINUTES = "minutes", _("分钟")
    HOURS = "hours", _("小时")
    WORKING_HOURS = "working_hours", _("个工作小时")
    DAYS = "days", _("天")
    WORKING_DAYS = "working_days", _("个工作日")


class Ends(TextChoices):
    """When the last day of a period in days is over."""

    MIDNIGHT = "midnight", _("当天 24 时")
    CLOSE = "close", _("下班时")


class Light(TextChoices):
    """The colour of a clock; a lamp that is off has no due time (its clock is paused)."""

    GREEN = "green", _("时间充裕")
    AMBER = "amber", _("快到期了")
    RED = "red", _("已超时")
    OFF = "off", _("暂停计时")


OFFICE_HOURS = BusinessHours()
ROUND_THE_CLOCK = BusinessHours(((MIDNIGHT, MIDNIGHT),))


@dataclass(frozen=True)
class Rule:
    """How long something may take. Raises ValueError for an amount that cannot be meant."""

    amount: int
    unit: Unit
    hours: BusinessHours = OFFICE_HOURS
    ends: Ends = Ends.MIDNIGHT
    roll_to_workday: bool = False
    budget: dt.timedelta = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        object.__setattr__(self, "ends", Ends(self.ends))
        size = _SIZES[self.unit]
        if self.amount < 0 or (self.amount == 0 and not self.counts_days):
            raise ValueError("a limit needs a positive amount; 0 is for days only (the same day)")
        if self.amount > LONGEST // size:
            raise ValueError("a limit of more than ten years is a slip of the keyboard")
        object.__setattr__(self, "budget", self.amount * size)

    @property
    def counts_days(self) -> bool:
        """Whether the period runs in whole days, after the starting day."""
        return self.unit in (Unit.DAYS, Unit.WORKING_DAYS)

    @property
    def keeps_seconds(self) -> bool:
        """Whether the period runs from the very second."""
        return self.unit in (Unit.MINUTES, Unit.HOURS)


_SIZES = {
    Unit.MINUTES: MINUTE,
    Unit.HOURS: dt.timedelta(hours=1),
    Unit.WORKING_HOURS: dt.timedelta(hours=1),
    Unit.DAYS: DAY,
    Unit.WORKING_DAYS: DAY,
}


@dataclass(frozen=True)
class Pause:
    """A time that does not count; without an end it is still going on."""

    from_at: dt.datetime
    to_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        if self.to_at is not None and self.to_at < self.from_at:
            raise ValueError("a pause cannot end before it begins")


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due.

    `at` is None while an unfinished pause holds it up. `provisional`: it rests on a year whose
    holidays are not published.
    """

    at: dt.datetime | None
    provisional: bool = False

    @property
    def is_open_ended(self) -> bool:
        """Whether there is no due time, because a pause has not ended."""
        return self.at is None


def due_at(
    rule: Rule, started_at: dt.datetime, calendar: WorkCalendar, pauses: Iterable[Pause] = ()
) -> Due:
    """When what started at `started_at` is due. All instants are aware."""
    start = _local(started_at)
    begin = _begin(rule, start)
    pauses = tuple(pauses)
    used_up_at = _used_up_at(rule, begin, calendar, pauses)
    if used_up_at is None:
        return Due(None)
    if rule.keeps_seconds:
        return Due(used_up_at)
    if rule.counts_days:
        return _due_in_days(rule, start, due_on(used_up_at), calendar, pauses)
    official = calendar.is_official_between(begin.date(), due_on(used_up_at))
    return Due(used_up_at, provisional=not official)


def _due_in_days(
    rule: Rule,
    start: dt.datetime,
    counted_on: dt.date,
    calendar: WorkCalendar,
    pauses: Iterable[Pause],
) -> Due:
    """The end of the period's last day, when the budget was used up on `counted_on`."""
    due = _end_of_period(rule, start, counted_on, start, calendar)
    for paused_from, paused_to in _merged(rule, pauses):
        if due.at is None or paused_from >= due.at:
            break
        if paused_to is None:
            return Due(None)
        if paused_to >= due.at:
            due = _end_of_period(rule, start, paused_to.date(), paused_to, calendar)
    return due


def _end_of_period(
    rule: Rule, start: dt.datetime, last_on: dt.date, after: dt.datetime, calendar: WorkCalendar
) -> Due:
    """The end of the last day or of the workday it rolls to, never at or before `after`."""
    in_working_days = rule.unit is Unit.WORKING_DAYS
    if not in_working_days and not rule.roll_to_workday:
        return Due(_end_of(last_on, rule, after))
    # What the calendar was asked about: each day counted, or only where the last one rolls to.
    first_on = min(start.date() + DAY, last_on) if in_working_days else last_on
    if not calendar.is_workday(last_on):
        last_on = calendar.next_workday(last_on)
    official = calendar.is_official_between(first_on, last_on)
    return Due(_end_of(last_on, rule, after), provisional=not official)


def due_on(at: dt.datetime) -> dt.date:
    """The day that a due time belongs to: for 00:00 the day that ends there, at its 24:00."""
    return (_local(at) - INSTANT).date()


def counted_minutes(
    rule: Rule,
    from_at: dt.datetime,
    to_at: dt.datetime,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
) -> int:
    """How many minutes of the budget are used at `to_at` when counting started at `from_at`.

    A minute counts once it is over. The count goes on after the budget is used up.
    """
    begin, until = _begin(rule, _local(from_at)), _local(to_at)
    if until <= begin:
        return 0
    counted = _counted_time(rule, begin, calendar)
    used = counted.used(until)
    for paused_from, paused_to in _merged(rule, pauses):
        first = max(paused_from, begin)
        last = until if paused_to is None else min(paused_to, until)
        if first < last:
            used -= counted.used(last) - counted.used(first)
    return used // MINUTE


def remaining(
    rule: Rule,
    started_at: dt.datetime,
    at: dt.datetime,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
) -> int:
    """How many minutes of the budget are left at `at`, never below 0.

    0 does not mean late: a period in days still runs to the end of its last day.
    """
    used = counted_minutes(rule, started_at, at, calendar, pauses)
    return max(0, rule.budget // MINUTE - used)


def amber_at(due_at: dt.datetime, *, started_at: dt.datetime, share: float) -> dt.datetime:
    """The instant from which only `share` (0 to 1) of the time from start to due is left."""
    return due_at - (due_at - started_at) * share


class Rung(StrEnum):
    """From where a moment of the reminder ladder is counted: percent of the time that has gone,
    minutes before the due time, minutes after it."""

    SHARE = "share"
    BEFORE = "before"
    AFTER = "after"


# [["share", 50], ["before", 60], ["after", 1440]], as a preset stores it.
Ladder = Sequence[tuple[str, int]]


def next_reminder(
    ladder: Ladder,
    *,
    started_at: dt.datetime,
    due_at: dt.datetime,
    amber_at: dt.datetime,
    after: dt.datetime,
) -> dt.datetime | None:
    """The first moment after an instant at which to remind somebody; None when none is left.

    Moments before the start are passed over: nobody is told a day before of what takes an hour.
    Without a ladder people are reminded once, when the clock turns amber.
    """
    moments = [_moment(rung, n, started_at, due_at) for rung, n in ladder] or [amber_at]
    passed = max(after, started_at)
    return min([at for at in moments if at > passed], default=None)


def _moment(rung: str, amount: int, start: dt.datetime, due: dt.datetime) -> dt.datetime:
    from_due = _from_due(rung, amount)
    return start + (due - start) * amount / 100 if from_due is None else due + from_due


@cache
def _from_due(rung: str, amount: int) -> dt.timedelta | None:
    """How long after the due time a moment lies; None when it is a share of the time."""
    minutes = dt.timedelta(minutes=amount)
    return {Rung.SHARE: None, Rung.BEFORE: -minutes, Rung.AFTER: minutes}[Rung(rung)]


def light(
    due_at: dt.datetime | None,
    now: dt.datetime,
    *,
    started_at: dt.datetime,
    amber_share: float = 0.2,
) -> Light:
    """The colour of a clock at `now`: red after the due time, amber in the last share before it."""
    if due_at is None:
        return Light.OFF
    if now > due_at:
        return Light.RED
    if now >= amber_at(due_at, started_at=started_at, share=amber_share):
        return Light.AMBER
    return Light.GREEN


class _CountedTime(Protocol):
    """The counted time of a rule from where counting begins, pauses aside."""

    def used(self, until: dt.datetime) -> dt.timedelta:
        """How much has been counted until an instant after the begin."""

    def used_up_at(self, budget: dt.timedelta) -> dt.datetime:
        """The first instant at which that much (more than nothing) has been counted."""


@dataclass(frozen=True, slots=True)
class _EveryMinute:
    begin: dt.datetime

    def used(self, until: dt.datetime) -> dt.timedelta:
        return until - self.begin

    def used_up_at(self, budget: dt.timedelta) -> dt.datetime:
        return self.begin + budget


class _WorkingTime:
    def __init__(self, begin: dt.datetime, hours: BusinessHours, calendar: WorkCalendar) -> None:
        self.first_on = begin.date()
        self.hours = hours
        self.calendar = calendar
        self.before = ZERO
        self.before = self.used(begin)

    def used(self, until: dt.datetime) -> dt.timedelta:
        day = until.date()
        used = self.calendar.workdays_between(self.first_on, day) * self.hours.per_day
        if self.calendar.is_workday(day):
            used += self.hours.worked_before(until - midnight(day))
        return used - self.before

    def used_up_at(self, budget: dt.timedelta) -> dt.datetime:
        days, rest = divmod(self.before + budget, self.hours.per_day)
        if not rest:  # used up exactly with a day: that day's end, not the next one's beginning
            days, rest = days - 1, self.hours.per_day
        last_on = self.calendar.workday_after(self.first_on - DAY, days + 1)
        return midnight(last_on) + self.hours.offset_after(rest)


def _counted_time(rule: Rule, begin: dt.datetime, calendar: WorkCalendar) -> _CountedTime:
    if rule.unit is Unit.WORKING_HOURS:
        return _WorkingTime(begin, rule.hours, calendar)
    if rule.unit is Unit.WORKING_DAYS:
        return _WorkingTime(begin, ROUND_THE_CLOCK, calendar)
    return _EveryMinute(begin)


def _used_up_at(
    rule: Rule, begin: dt.datetime, calendar: WorkCalendar, pauses: Iterable[Pause]
) -> dt.datetime | None:
    """The instant at which the budget is used up, or None if an unfinished pause comes first."""
    if not rule.budget:
        return begin
    counted = _counted_time(rule, begin, calendar)
    target = rule.budget
    for paused_from, paused_to in _merged(rule, pauses):
        if paused_to is not None and paused_to <= begin:
            continue
        used = counted.used(max(paused_from, begin))
        if used >= target:
            break
        if paused_to is None:
            return None
        target += counted.used(paused_to) - used
    return counted.used_up_at(target)


def _merged(rule: Rule, pauses: Iterable[Pause]) -> list[tuple[dt.datetime, dt.datetime | None]]:
    """The pauses in order, apart from each other, without empty ones, in the rule's precision."""
    merged: list[tuple[dt.datetime, dt.datetime | None]] = []
    for pause in sorted(pauses, key=lambda pause: pause.from_at):
        if pause.from_at == pause.to_at:
            continue
        start = _local(pause.from_at)
        end = None if pause.to_at is None else _local(pause.to_at)
        if not rule.keeps_seconds:
            start, end = _minute_before(start), end and _minute_after(end)
        if not merged:
            merged.append((start, end))
            continue
        last_start, last_end = merged[-1]
        if last_end is None:
            break
        if start > last_end:
            merged.append((start, end))
        elif end is None or end > last_end:
            merged[-1] = last_start, end
    return merged


def _begin(rule: Rule, start: dt.datetime) -> dt.datetime:
    if rule.keeps_seconds:
        return start
    if rule.counts_days:
        return midnight(start.date() + DAY)
    return _minute_after(start)


def _end_of(day: dt.date, rule: Rule, after: dt.datetime) -> dt.datetime:
    if rule.ends is Ends.CLOSE:
        closes_at = midnight(day) + rule.hours.offsets[-1][1]
        if closes_at > after:
            return closes_at
    return midnight(day + DAY)


def _local(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("an instant must be aware")
    return at.astimezone(SHANGHAI)


def _minute_before(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)


def _minute_after(at: dt.datetime) -> dt.datetime:
    before = _minute_before(at)
    return before if before == at else before + MINUTE
