"""What other apps may use."""

from linli.shared.work import clocks, deadlines, plain_times
from linli.shared.work.actions.bulk import (
    Draft,
    finish_draft,
    open_many,
    remove_items,
    start_clocks,
)
from linli.shared.work.actions.hand_overs import hand_over
from linli.shared.work.actions.items import (
    concern,
    describe,
    finish,
    forget,
    give_back,
    move,
    new_item,
    open_item,
    reopen,
    wait,
    wake,
    write_note,
)
from linli.shared.work.actions.personal import delete_view, save_view
from linli.shared.work.actions.supervision import end as end_supervision
from linli.shared.work.actions.supervision import supervise
from linli.shared.work.actions.telling import Audience, tell_of_many
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
from linli.shared.work.queries.rules import get_saved_view, saved_views
from linli.shared.work.queries.supervision import supervision_of

__all__ = [
    "KINDS",
    "Audience",
    "CalendarDay",
    "Clock",
    "ClockKind",
    "Draft",
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
    "concern",
    "deadlines",
    "delete_view",
    "describe",
    "end_supervision",
    "finish",
    "finish_draft",
    "forget",
    "get_saved_view",
    "give_back",
    "hand_over",
    "load",
    "mine",
    "move",
    "new_item",
    "open_item",
    "open_many",
    "plain_times",
    "register",
    "register_panel",
    "remove_items",
    "reopen",
    "rows",
    "running_clocks",
    "save_view",
    "saved_views",
    "site_calendar",
    "start_clocks",
    "supervise",
    "supervision_of",
    "tell_of_many",
    "wait",
    "wake",
    "write_note",
]
