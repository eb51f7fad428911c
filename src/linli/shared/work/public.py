"""What other apps may use."""

from linli.shared.work import clocks, deadlines
from linli.shared.work.actions import finish, hand_over, move, open_item, wait, wake
from linli.shared.work.kinds import KINDS, NextStep, WorkKind, register
from linli.shared.work.models import (
    CalendarDay,
    Clock,
    ClockKind,
    Phase,
    Preset,
    Priority,
    Rule,
    WorkItem,
)
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import all_open, load, mine, running_clocks

__all__ = [
    "KINDS",
    "CalendarDay",
    "Clock",
    "ClockKind",
    "NextStep",
    "Phase",
    "Preset",
    "Priority",
    "Rule",
    "WorkItem",
    "WorkKind",
    "WorkPermission",
    "all_open",
    "clocks",
    "deadlines",
    "finish",
    "hand_over",
    "load",
    "mine",
    "move",
    "open_item",
    "register",
    "running_clocks",
    "wait",
    "wake",
]
