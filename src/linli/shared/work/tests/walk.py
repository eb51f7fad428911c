"""Deadlines worked out by walking: the second opinion for `deadlines.py`.

Nothing clever and nothing shared: time is numbered from 2024-01-01 00:00 in Shanghai, each number
either counts or does not, and the walk goes on one number at a time until the budget is gone. The
days come from the notices typed by hand.
"""

import datetime as dt

from linli.kernel.tests import notices

ZERO = dt.datetime(2024, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
WORKS = [notices.works(day) for day in notices.ALL_DAYS]
DAY_LONG = 24 * 60


def due(amount, unit, started_at, *, spans, ends="midnight", roll=False, pauses=()):
    """When it is due, or None; `spans` in minutes of the day, `pauses` as (from, to or None)."""
    if unit in ("minutes", "hours"):
        return _due_by_the_second(
            amount * 60 if unit == "minutes" else amount * 3600, started_at, pauses
        )
    minute = _first_minute(unit, started_at)
    counts = _counting(unit, spans, pauses)
    left = amount * (60 if unit == "working_hours" else DAY_LONG)
    stuck_from = _stuck_from(pauses)
    while left:
        if minute >= stuck_from:
            return None
        left -= counts(minute)
        minute += 1
    if unit == "working_hours":
        return _at(minute)
    return _end_of_period(unit, (minute - 1) // DAY_LONG, started_at, spans, ends, roll, pauses)


def _end_of_period(unit, day, after, spans, ends, roll, pauses):
    while (unit == "working_days" or roll) and not WORKS[day]:
        day += 1
    end = _at((day + 1) * DAY_LONG)
    closing = _at(day * DAY_LONG + spans[-1][1])
    if ends == "close" and closing > after:
        end = closing
    # Held at its last moment: the period ends with the first day that is not held to its end.
    last = _seconds(end) // 60 - 1
    if last >= _stuck_from(pauses):
        return None
    if not any(_covers(pause, last) for pause in pauses):
        return end
    minute = last
    while any(_covers(pause, minute) for pause in pauses):
        minute += 1
        if minute >= _stuck_from(pauses):
            return None
    return _end_of_period(unit, minute // DAY_LONG, _at(minute), spans, ends, roll, pauses)


def _covers(pause, minute):
    a, b = pause
    return b is not None and a < b and _seconds(a) // 60 <= minute < -(-_seconds(b) // 60)


def counted(unit, started_at, at, *, spans, pauses=()):
    """How many minutes have counted when `at` comes."""
    if unit in ("minutes", "hours"):
        seconds = range(_seconds(started_at), _seconds(at))
        return sum(not _is_paused(second, pauses) for second in seconds) // 60
    counts = _counting(unit, spans, pauses)
    return sum(map(counts, range(_first_minute(unit, started_at), _seconds(at) // 60)))


def _due_by_the_second(left, started_at, pauses):
    second = _seconds(started_at)
    stuck_from = min((_seconds(a) for a, b in pauses if b is None), default=None)
    while left:
        if second == stuck_from or (stuck_from is not None and second > stuck_from):
            return None
        left -= not _is_paused(second, pauses)
        second += 1
    return ZERO + dt.timedelta(seconds=second)


def _first_minute(unit, started_at):
    if unit == "working_hours":
        return -(-_seconds(started_at) // 60)
    return (_seconds(started_at) // 60 // DAY_LONG + 1) * DAY_LONG


def _counting(unit, spans, pauses):
    open_minutes = {m for first, last in spans for m in range(first, last)}
    paused = set()
    for a, b in pauses:
        if b is not None and a < b:
            paused.update(range(_seconds(a) // 60, -(-_seconds(b) // 60)))
    stuck_from = _stuck_from(pauses)

    def counts(minute):
        if minute in paused or minute >= stuck_from:
            return False
        if unit == "days":
            return True
        if not WORKS[minute // DAY_LONG]:
            return False
        return unit == "working_days" or minute % DAY_LONG in open_minutes

    return counts


def _stuck_from(pauses):
    return min((_seconds(a) // 60 for a, b in pauses if b is None), default=float("inf"))


def _is_paused(second, pauses):
    return any(_seconds(a) <= second and (b is None or second < _seconds(b)) for a, b in pauses)


def _seconds(at):
    return (at - ZERO) // dt.timedelta(seconds=1)


def _at(minute):
    return ZERO + dt.timedelta(minutes=minute)
