"""What other apps may use."""

from linli.shared.work import clocks, deadlines
from linli.shared.work.actions.hand_overs import hand_over
from linli.shared.work.actions.items import finish, move, open_item, wait, wake, write_note
from linli.shared.work.calendars import site_calendar
from linli.shared.work.events import HandedOver
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
from linli.shared.work.panels import OverviewPanel
from linli.shared.work.panels import register as register_panel
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries.hand_overs import can_take
from linli.shared.work.queries.items import Row, all_open, mine, rows, running_clocks
from linli.shared.work.queries.load import Load, load
from linli.shared.work.queries.rules import saved_views

__all__ = [
    "KINDS",
    "CalendarDay",
    "Clock",
    "ClockKind",
    "HandedOver",
    "Load",
    "NextStep",
    "OverviewPanel",
    "Phase",
    "Preset",
    "Priority",
    "Row",
    "Rule",
    "WorkItem",
    "WorkKind",
    "WorkPermission",
    "all_open",
    "can_take",
    "clocks",
    "deadlines",
    "finish",
    "hand_over",
    "load",
    "mine",
    "move",
    "open_item",
    "register",
    "register_panel",
    "rows",
    "running_clocks",
    "saved_views",
    "site_calendar",
    "wait",
    "wake",
    "write_note",
]
