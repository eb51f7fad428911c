"""The two things that every action on a case does: fire a transition, tell the timeline."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel.errors import InvalidMove
from linli.kernel.rows import insert, unsaved
from linli.services.cases.actions import tell_resident
from linli.services.cases.models import Case, Entry
from linli.services.cases.states import FINISHED, TRANSITIONS, Event, State


def fire(case: Case, event: Event, *, at: dt.datetime, **fields: Any) -> None:
    """Move the case by the transition table, or raise `InvalidMove`.

    One conditional UPDATE: of two people who press at the same time exactly one wins, on every
    database, without a lock held while they read. What the case says (its version) stays.
    """
    row = TRANSITIONS[event]
    fields["state"] = row.target
    fields["finished_at"] = at if row.target in FINISHED else None
    won = Case.objects.filter(pk=case.pk, state__in=row.sources).update(**fields)
    if not won:
        present = Case.objects.values_list("state", flat=True).get(pk=case.pk)
        raise InvalidMove(
            _("这件诉求现在是“%(state)s”，不能再“%(event)s”。可能有同事刚办过，请看最新进展。")
            % {"state": State(present).label, "event": event.label},
            state=present,
        )
    for name, value in fields.items():
        setattr(case, name, value)


def check_unfinished(case: Case, step: str) -> None:
    """Raise `InvalidMove` for a finished case; locks it and reads its present state.

    For what is no move of its own but makes sense only while the case is in hand.
    """
    case.refresh_from_db(fields=["state"], from_queryset=Case.objects.select_for_update())
    if case.state in FINISHED:
        raise InvalidMove(
            _("这件诉求已经是“%(state)s”，不能再“%(step)s”。")
            % {"state": State(case.state).label, "step": step},
            state=case.state,
        )


def tell(
    case: Case,
    kind: str,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    text: str,
    public_text: str = "",
    unit_name: str | None = None,
    before: dict[str, Any] | None = None,
) -> Entry:
    """Add a line to the timeline; `public_text` is what the resident reads of it, on the page and,
    at the moments that count, as a short message."""
    if public_text:
        tell_resident.text_message(case, kind, at=at)
    line = entry(case, kind, by=by, at=at, text=text, public_text=public_text, unit_name=unit_name)
    line.before = before
    insert(line)
    return line


def entry(
    case: Case,
    kind: str,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    text: str,
    public_text: str = "",
    unit_name: str | None = None,
) -> Entry:
    """A line of the timeline, unsaved; nobody is told."""
    return unsaved(
        Entry,
        case=case,
        at=at,
        kind=kind,
        by=by,
        unit_name=case.owner.name if unit_name is None else unit_name,
        text=text,
        public_text=public_text,
    )
