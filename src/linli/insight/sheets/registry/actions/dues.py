"""Tables that come again become work before they are due, and are done when they were sent."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.models import Filling, Form
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.registry import population, tally
from linli.insight.sheets.registry.actions.tables import NeedsReason, record
from linli.insight.sheets.registry.cycles import RECURRING, first_not_past
from linli.insight.sheets.registry.models import Due, Sending, Table
from linli.insight.sheets.registry.states import State
from linli.kernel.clock import local_date
from linli.kernel.errors import InvalidMove
from linli.kernel.rights import check
from linli.registers.organisations import public as organisations
from linli.shared.work import public as work

KIND = "table"
MOST_LEAD_DAYS = 60
# A slip is noticed soon; later the time is over.
REOPEN_DAYS = 30


class ClosedAlready(InvalidMove):
    message = gettext_lazy("这一期已经办结。请刷新页面看最新进展。")


class LongClosed(InvalidMove):
    message = gettext_lazy("这一期已经办结很久，不能再打开。")


def open_dues(*, at: dt.datetime) -> int:
    """Give out what is due soon; returns how many pieces of work are new. Safe to repeat.

    The planned time of a table comes even when it is past by now; times that went by meanwhile
    are not made up for.
    """
    today = local_date(at)
    soon = today + dt.timedelta(days=MOST_LEAD_DAYS)
    coming = Table.objects.filter(state=State.REGISTERED, next_due_on__lte=soon).order_by("pk")
    return sum(_open_next(pk, at) for pk in list(coming.values_list("pk", flat=True)))


@transaction.atomic
def _open_next(pk: int, at: dt.datetime) -> int:
    """One table in a transaction of its own: what is wrong with one stops no other."""
    table = Table.objects.select_for_update().get(pk=pk)
    today, made = local_date(at), 0
    while (
        table.next_due_on is not None
        and table.next_due_on - dt.timedelta(days=table.lead_days) <= today
        and (table.expires_on is None or table.next_due_on <= table.expires_on)
    ):
        made += sum(_open(table, place, table.next_due_on, at) for place in _reporting(table))
        table.next_due_on = (
            first_not_past(table.next_due_on, table.cycle, table.due_day, today)
            if table.cycle in RECURRING
            else None
        )
    table.save(update_fields=["next_due_on"])
    return made


def _reporting(table: Table) -> list[places.Place]:
    """The communities that have to send it: all below its place, or the one that holds it."""
    found = places.communities().filter(places.within(table.place_path, "path"))
    below = list(found.order_by("path"))
    own = None if below else places.nearest(table.place, places.Kind.COMMUNITY)
    return below or ([own] if own else [])


def _open(table: Table, place: places.Place, due_on: dt.date, at: dt.datetime) -> bool:
    team = organisations.committee_of(place)
    if team is None or Due.objects.filter(table=table, place=place, due_on=due_on).exists():
        return False
    title = _("报《%(title)s》") % {"title": table.title}
    item = work.open_item(kind=KIND, title=title, place=place, team=team, at=at)
    work.clocks.start_until(item=item, kind=work.ClockKind.HANDLE, due_on=due_on, at=at)
    Due.objects.create(
        table=table, place=place, place_path=place.place_path, due_on=due_on, work=item
    )
    record("tables.open_due", table, by=None, at=at, changes={"due_on": str(due_on)})
    return True


@transaction.atomic
def sent(*, filling: Filling, by: accounts.User | None, at: dt.datetime) -> int:
    """A filling went to the department: what was due first of its table, wherever the filling
    reaches, is done. Called inside the action that sends. Returns how many are closed."""
    if filling.form is None:
        return 0
    _tally(filling, filling.form, at)
    dues = (
        Due.objects.select_for_update()
        .filter(closed_at=None, table__blanks__form=filling.form)
        .filter(places.within(filling.place_path))
        .select_related("table", "work")
        .order_by("due_on", "pk")
    )
    first: dict[tuple[int, int], Due] = {}
    for due in dues:
        first.setdefault((due.table_id, due.place_id), due)
    for due in first.values():
        due.filling = filling
        _close(due, by=by, at=at)
        record("tables.send_due", due.table, by=by, at=at, changes={"due_on": str(due.due_on)})
    return len(first)


@transaction.atomic
def taken_back(*, filling: Filling, by: accounts.User | None, at: dt.datetime) -> None:
    """The filling was not sent after all: what it had closed is open again."""
    Sending.objects.filter(filling=filling).delete()
    for due in Due.objects.select_for_update().filter(filling=filling).select_related("work"):
        _reopen(due, by=by, at=at)


@transaction.atomic
def close(*, due: Due, reason: str, by: accounts.User | None, at: dt.datetime) -> None:
    """Close one time by hand, with the reason: sent on paper, typed into the department's own
    system, not wanted this time."""
    locked = Due.objects.select_for_update().get(pk=due.pk)
    check(by, SheetsPermission.FILL, locked.place_path)
    if locked.closed_at is not None:
        raise ClosedAlready
    if not reason.strip():
        raise NeedsReason
    locked.reason = reason.strip()[:200]
    _close(locked, by=by, at=at)
    record(
        "tables.close_due",
        locked.table,
        by=by,
        at=at,
        reason=locked.reason,
        changes={"due_on": str(locked.due_on)},
    )


@transaction.atomic
def reopen(*, due: Due, by: accounts.User | None, at: dt.datetime) -> None:
    """Open one time again that was closed by mistake."""
    locked = Due.objects.select_for_update().get(pk=due.pk)
    check(by, SheetsPermission.FILL, locked.place_path)
    # What a filling has closed is opened by taking that back.
    if locked.closed_at is None or locked.filling_id is not None:
        raise InvalidMove
    if locked.closed_at < at - dt.timedelta(days=REOPEN_DAYS):
        raise LongClosed
    _reopen(locked, by=by, at=at)


def _tally(filling: Filling, form: Form, at: dt.datetime) -> None:
    counted = tally.of_filling(filling)
    Sending.objects.update_or_create(
        filling=filling,
        defaults={
            "form": form,
            "place_path": filling.place_path,
            "at": at,
            "people": population.of_filling(filling),
            "rows": filling.rows,
            "filled": counted.filled,
            "typed": counted.typed,
        },
    )


def _close(due: Due, *, by: accounts.User | None, at: dt.datetime) -> None:
    work.finish(item=due.work, at=at)
    due.closed_at, due.closed_by = at, by
    due.save(update_fields=["filling", "reason", "closed_at", "closed_by"])


def _reopen(due: Due, *, by: accounts.User | None, at: dt.datetime) -> None:
    stopped = due.work.clocks.filter(stopped_at=due.closed_at)
    clocks = list(stopped.values_list("pk", flat=True))
    work.reopen(item=due.work, phase=work.Phase.OPEN, closed_at=None, clocks=clocks)
    due.filling, due.reason, due.closed_at, due.closed_by = None, "", None, None
    due.save(update_fields=["filling", "reason", "closed_at", "closed_by"])
    record("tables.reopen_due", due.table, by=by, at=at, changes={"due_on": str(due.due_on)})
