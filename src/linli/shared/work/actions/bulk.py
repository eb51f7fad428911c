"""Opening items, one or by the thousand for imports: the same rows, in a few statements."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from linli.kernel.rows import insert_many
from linli.shared.work.clocks import RuleBook, new_clock
from linli.shared.work.models import Clock, ClockKind, Phase, Priority, WorkItem


@dataclasses.dataclass
class Draft:
    """An unsaved item (`new_item`) with its unsaved clocks."""

    item: WorkItem
    clocks: list[Clock] = dataclasses.field(default_factory=list)


def start_clocks(
    draft: Draft,
    *,
    kinds: Iterable[ClockKind],
    topic: str,
    at: dt.datetime,
    book: RuleBook,
    known_at: dt.datetime | None = None,
) -> None:
    """Let clocks of these kinds run from `at`; kinds without a rule are passed over.

    For work that began before it became known here, at `known_at`: what was due by then, or
    nearly, counts as told. Who brings in a thousand late orders sees it, and nobody wants a
    thousand messages about it. What is urgent and can still be met is told.
    """
    found = [(kind, book.find(kind, topic, draft.item.priority)) for kind in kinds]
    new = [
        new_clock(draft.item, rule, kind, at, book, told_at=known_at)
        for kind, rule in found
        if rule is not None
    ]
    if not draft.clocks:
        _tell_at_once(new, at, known_at)
    draft.clocks += new
    _refresh_due(draft)


def _tell_at_once(new: Sequence[Clock], at: dt.datetime, known_at: dt.datetime | None) -> None:
    """A step of the ladder at the very start, so that the sweep tells whose work it is; of what
    became known later only where it is urgent and somebody can still come in time."""
    in_time = new
    if known_at is not None:
        in_time = [
            clock
            for clock in new
            if clock.item.priority >= Priority.URGENT
            and clock.due_at is not None
            and clock.due_at > known_at
        ]
    for clock in in_time[:1]:
        clock.remind_at = at


def finish_draft(draft: Draft, *, stopped_at: dt.datetime, closed_at: dt.datetime) -> None:
    """The work was over before it became known here: its clocks stopped then, nobody has it."""
    for clock in draft.clocks:
        clock.stopped_at = stopped_at
    draft.item.assignee = None
    draft.item.phase = Phase.DONE
    draft.item.closed_at = closed_at
    _refresh_due(draft)


def _refresh_due(draft: Draft) -> None:
    running = [c.due_at for c in draft.clocks if c.stopped_at is None and c.due_at is not None]
    draft.item.due_at = min(running, default=None)


def open_many(drafts: Sequence[Draft]) -> None:
    """Save the items, which get their ids, and their clocks; inside the caller's transaction."""
    insert_many([draft.item for draft in drafts])
    insert_many([clock for draft in drafts for clock in draft.clocks])


def remove_items(ids: Iterable[int]) -> None:
    """Take items out again that came by mistake; raises ProtectedError when one was handed over."""
    WorkItem.objects.filter(pk__in=list(ids)).delete()
