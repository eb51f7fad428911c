"""督办: a person in charge wants a result by a day. Called inside a service's own action, which
checks the right and keeps the record."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.notices import public as notices
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError
from linli.shared.work import clocks
from linli.shared.work.actions.telling import Audience
from linli.shared.work.models import ClockKind, Supervision, WorkItem
from linli.shared.work.queries import dues

KIND = "work.supervised"


class NeedsRequirement(DomainError):
    message = gettext_lazy("请写明要求：要办到什么程度，注意什么。")


class DayIsOver(DomainError):
    message = gettext_lazy("督办的日期不能早于今天。")


def supervise(
    *, item: WorkItem, note: str, due_on: dt.date, by: accounts.User, at: dt.datetime
) -> Supervision:
    """Put the item on top of the lists of whoever has it, due at the end of a day, and tell them.

    A new word takes the place of an earlier one. Raises `NeedsRequirement`, `DayIsOver`.
    """
    if not note.strip():
        raise NeedsRequirement
    if due_on < local_date(at):
        raise DayIsOver
    end(item=item, at=at)
    clock = clocks.start_until(item=item, kind=ClockKind.SUPERVISE, due_on=due_on, at=at)
    made = Supervision.objects.create(item=item, clock=clock, note=note.strip(), by=by, at=at)
    due = dues.as_due(clock)
    for person in Audience([item], on=local_date(at)).in_charge(item):
        if person != by:
            notices.send(
                to=person,
                kind=KIND,
                title=_("%(name)s督办，%(due)s前要有结果") % {"name": by.name, "due": due.words},
                text=_("%(title)s：%(note)s") % {"title": item.title, "note": made.note},
                url=due.url,
                place_path=item.place_path,
                at=at,
            )
    return made


def end(*, item: WorkItem, at: dt.datetime) -> None:
    """Nobody has to press any more; nothing happens when nobody did."""
    clocks.stop(item=item, kind=ClockKind.SUPERVISE, at=at)
