"""Answering departments: sending a table back, or asking to use another one."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.registry import letters, permissions
from linli.insight.sheets.registry.actions.tables import record
from linli.insight.sheets.registry.models import (
    Ground,
    Reply,
    ReplyKind,
    ReplyTemplate,
    Table,
)
from linli.insight.sheets.registry.states import TRANSITIONS, State, Step, may, state_on
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rows import unsaved
from linli.registers.organisations import public as organisations


class NumberTaken(DomainError):
    message = _("这个文号已经用过，请换一个。")


class OtherTable(DomainError):
    message = _("请选另一张在清单里、已准入的报表。")


@transaction.atomic
def reply(
    *,
    table: Table,
    kind: ReplyKind,
    number: str,
    addressee: str,
    signer: str,
    signed_on: dt.date,
    issuer: organisations.Organisation,
    by: accounts.User | None,
    at: dt.datetime,
    grounds: list[Ground] | None = None,
    into: Table | None = None,
    common: str = "",
    new: str = "",
    sent: str = "",
) -> Reply:
    """Send the table back, or ask the department to use another one; the letter is kept as it
    went. `common`, `new` and `sent` say what the other table has."""
    # Both, so that two tables are never merged into each other.
    named = [one.pk for one in (table, into) if one is not None]
    held = Table.objects.select_for_update().order_by("pk").in_bulk(named)
    locked, other, today = held[table.pk], held[into.pk] if into else None, local_date(at)
    permissions.check_answer(by, locked.place_path)
    step = Step.REFUSE if kind == ReplyKind.REFUSAL else Step.MERGE
    if not may(step, state_on(locked.state, locked.expires_on, today)):
        raise InvalidMove
    if kind == ReplyKind.MERGE and (other is None or not _stands_in(other, locked, today)):
        raise OtherTable
    template = ReplyTemplate.objects.get(kind=kind)
    body = letters.WORDING.fill(
        template.body,
        {
            "addressee": addressee.strip(),
            "table": locked.title,
            "standing": letters.standing(locked, today),
            "grounds": letters.cited(grounds or []),
            "into": other.title if other else "",
            "common": common.strip(),
            "new": new.strip(),
            "sent": sent.strip(),
            "issuer": issuer.name,
            "contact": letters.contact(by, issuer.phone),
        },
    )
    made = unsaved(
        Reply,
        table=locked,
        place_path=locked.place_path,
        kind=kind,
        number=number.strip(),
        title=template.title,
        body=body,
        addressee=addressee.strip(),
        issuer=issuer.name,
        signer=signer.strip(),
        signed_on=signed_on,
        into=other,
        before=locked.state,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise NumberTaken(number=number) from None
    locked.state, locked.merged_into = TRANSITIONS[step].target, other
    locked.save(update_fields=["state", "merged_into"])
    record(
        "tables.reply",
        locked,
        by=by,
        at=at,
        changes={"letter": template.title, "number": made.number},
    )
    return made


def _stands_in(other: Table, table: Table, on: dt.date) -> bool:
    """Whether a department may be asked to use another table instead."""
    state = state_on(other.state, other.expires_on, on)
    return other.pk != table.pk and state == State.REGISTERED


@transaction.atomic
def undo_reply(*, reply: Reply, by: accounts.User | None, at: dt.datetime) -> None:
    """Take a letter back: the table stands again as before, the letter stays on record as undone.

    Only the last one of a table that nobody has decided about since.
    """
    table = Table.objects.select_for_update().get(pk=reply.table_id)
    permissions.check_answer(by, table.place_path)
    last = table.replies.filter(undone_at=None).first()
    done = {ReplyKind.REFUSAL: State.REFUSED, ReplyKind.MERGE: State.MERGED}[ReplyKind(reply.kind)]
    if last is None or last.pk != reply.pk or table.state != done:
        raise InvalidMove
    last.undone_at, last.undone_by = at, by
    last.save(update_fields=["undone_at", "undone_by"])
    table.state, table.merged_into = last.before, None
    table.save(update_fields=["state", "merged_into"])
    record(
        "tables.undo_reply",
        table,
        by=by,
        at=at,
        changes={"letter": last.title, "number": last.number},
    )
