"""The two things that every action on a case does: fire a transition, tell the timeline."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.kernel.errors import InvalidMove
from linli.services.cases.models import Case, Entry
from linli.services.cases.states import FINISHED, TRANSITIONS, Event, State


def fire(case: Case, event: Event, *, at: dt.datetime, **fields: Any) -> None:
    """Move the case by the transition table, or raise `InvalidMove`.

    One conditional UPDATE: of two people who press at the same time exactly one wins, on every
    database, without a lock held while they read.
    """
    row = TRANSITIONS[event]
    fields["state"] = row.target
    if row.target in FINISHED:
        fields["finished_at"] = at
    elif case.finished_at is not None:
        fields["finished_at"] = None
    won = Case.objects.filter(pk=case.pk, state__in=row.sources).update(
        version=F("version") + 1, **fields
    )
    if not won:
        present = Case.objects.values_list("state", flat=True).get(pk=case.pk)
        raise InvalidMove(
            _("这件诉求现在是“%(state)s”，不能再“%(event)s”。可能有同事刚办过，请看最新进展。")
            % {"state": State(present).label, "event": event.label},
            state=present,
        )
    for name, value in fields.items():
        setattr(case, name, value)
    case.version += 1


def tell(
    case: Case,
    kind: str,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    text: str,
    public_text: str = "",
    unit_name: str | None = None,
) -> Entry:
    """Add a line to the timeline; `public_text` is what the resident reads of it."""
    return Entry.objects.create(
        case=case,
        at=at,
        kind=kind,
        by=by,
        unit_name=case.owner.name if unit_name is None else unit_name,
        text=text,
        public_text=public_text,
    )
