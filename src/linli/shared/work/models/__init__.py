"""Tables by noun: items, their clocks, the rules that set them, and what people keep."""

from linli.shared.work.models.clocks import SET_BY_RULES, Clock, ClockKind, ClockPause, Supervision
from linli.shared.work.models.items import Note, Phase, Priority, WorkItem
from linli.shared.work.models.people import FeedToken, HandedItem, HandOver, SavedView
from linli.shared.work.models.rules import CalendarDay, OfficialYear, Preset, Rule

__all__ = [
    "SET_BY_RULES",
    "CalendarDay",
    "Clock",
    "ClockKind",
    "ClockPause",
    "FeedToken",
    "HandOver",
    "HandedItem",
    "Note",
    "OfficialYear",
    "Phase",
    "Preset",
    "Priority",
    "Rule",
    "SavedView",
    "Supervision",
    "WorkItem",
]
