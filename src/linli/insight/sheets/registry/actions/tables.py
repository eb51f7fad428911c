"""Keeping the list of tables."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.sheets.models import Form
from linli.insight.sheets.registry import permissions
from linli.insight.sheets.registry.cycles import RECURRING, Cycle
from linli.insight.sheets.registry.models import (
    Blank,
    Table,
)
from linli.insight.sheets.registry.states import TRANSITIONS, State, Step, may, state_on
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.seen import seen_unchanged


class TitleTaken(DomainError):
    message = _("这个地方的清单里已经有同名的报表，请先看看是不是同一张。")


class NoOwner(DomainError):
    message = _("请选要表单位；列表里没有的，写上名称。")


class NeedsBasis(DomainError):
    message = _("准入要写明依据或准入编号，至少写一样。")


class NeedsDay(DomainError):
    message = _("定期报送的报表要写下次报送日期，到时才能提醒。")


class NeedsReason(DomainError):
    message = _("请写明理由。")


FACTS = (
    *("title", "owner", "owner_name", "legal_basis", "approval_number", "expires_on", "cycle"),
    *("next_due_on", "lead_days", "note"),
)


@transaction.atomic
def add(
    *,
    place: places.Place,
    by: accounts.User | None,
    at: dt.datetime,
    registered: bool = False,
    seen_form: Form | None = None,
    **facts: Any,
) -> Table:
    """Note a table that a department asks for; `registered`: it may be asked;
    `seen_form`: a blank of it that was filled before.

    `facts`: `title`, `owner` or `owner_name`, `cycle`, and what else of FACTS is known.
    """
    if registered:
        permissions.check_keep(by, place.place_path)
    else:
        permissions.check_answer(by, place.place_path)
    table = Table(place=place, place_path=place.place_path, by=by, at=at)
    _fill(table, facts)
    if registered:
        _check_basis(table)
        table.state = State.REGISTERED
    _save(table)
    record("tables.add", table, by=by, at=at)
    if seen_form is not None:
        link(table=table, form=seen_form, by=by, at=at)
    return table


@transaction.atomic
def update(
    *, table: Table, by: accounts.User | None, at: dt.datetime, seen: str = "", **facts: Any
) -> None:
    """Change what is known of a table."""
    locked = Table.objects.select_for_update().get(pk=table.pk)
    permissions.check_edit(by, locked)
    seen_unchanged(seen, present(locked))
    before = present(locked)
    _fill(locked, facts)
    if locked.state == State.REGISTERED:
        _check_basis(locked)
    _save(locked)
    after = present(locked)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record("tables.update", locked, by=by, at=at, changes={"changed": sorted(changes)})


@transaction.atomic
def register(
    *,
    table: Table,
    by: accounts.User | None,
    at: dt.datetime,
    approval_number: str = "",
    legal_basis: str = "",
    expires_on: dt.date | None = None,
) -> None:
    """Let the department ask for the table, until a day or without end."""
    locked = Table.objects.select_for_update().get(pk=table.pk)
    permissions.check_keep(by, locked.place_path)
    state = state_on(locked.state, locked.expires_on, local_date(at))
    if not (may(Step.REGISTER, state) or may(Step.RENEW, state)):
        raise InvalidMove
    locked.approval_number, locked.legal_basis = approval_number.strip(), legal_basis.strip()
    locked.expires_on = expires_on
    _check_basis(locked)
    locked.state, locked.merged_into = State.REGISTERED, None
    locked.save()
    record(
        "tables.register",
        locked,
        by=by,
        at=at,
        changes={
            "approval_number": locked.approval_number,
            "legal_basis": locked.legal_basis,
            "expires_on": str(expires_on or ""),
        },
    )


@transaction.atomic
def withdraw(*, table: Table, reason: str, by: accounts.User | None, at: dt.datetime) -> None:
    """Let nobody ask for the table any more; what was due stays to be done or closed."""
    locked = Table.objects.select_for_update().get(pk=table.pk)
    permissions.check_keep(by, locked.place_path)
    if not may(Step.WITHDRAW, state_on(locked.state, locked.expires_on, local_date(at))):
        raise InvalidMove
    if not reason.strip():
        raise NeedsReason
    locked.state = TRANSITIONS[Step.WITHDRAW].target
    locked.save(update_fields=["state"])
    record("tables.withdraw", locked, by=by, at=at, reason=reason.strip())


@transaction.atomic
def link(*, table: Table, form: Form, by: accounts.User | None, at: dt.datetime) -> None:
    """Say that a form is a blank of this table. Saying it twice changes nothing."""
    permissions.check_answer(by, table.place_path)
    _blank, made = Blank.objects.get_or_create(
        table=table, form=form, defaults={"by": by, "at": at}
    )
    if made:
        record("tables.link", table, by=by, at=at, changes={"form": form.title})


@transaction.atomic
def unlink(*, blank: Blank, by: accounts.User | None, at: dt.datetime) -> None:
    """Say that the form was not this table after all."""
    permissions.check_answer(by, blank.table.place_path)
    record("tables.unlink", blank.table, by=by, at=at, changes={"form": blank.form.title})
    blank.delete()


def present(table: Table) -> dict[str, str]:
    """What the form for changing a table shows."""
    return {
        "title": table.title,
        "owner": table.owner.name if table.owner else "",
        "owner_name": table.owner_name,
        "cycle": str(table.get_cycle_display()),
        "next_due_on": str(table.next_due_on or ""),
        "lead_days": str(table.lead_days),
        "legal_basis": table.legal_basis,
        "approval_number": table.approval_number,
        "expires_on": str(table.expires_on or ""),
        "note": table.note,
    }


def _fill(table: Table, facts: dict[str, Any]) -> None:
    unknown = facts.keys() - set(FACTS)
    if unknown:
        raise TypeError(f"a table has no {', '.join(sorted(unknown))}")
    planned = table.next_due_on
    for name, value in facts.items():
        setattr(table, name, value.strip() if isinstance(value, str) else value)
    if table.owner is None and not table.owner_name:
        raise NoOwner
    if table.owner is not None:
        table.owner_name = ""
    if table.cycle == Cycle.ON_DEMAND:
        table.next_due_on = None
    # The 28th of February may stand for the 31st: only a day that somebody chose is meant.
    if table.next_due_on is not None and table.next_due_on != planned:
        table.due_day = table.next_due_on.day


def _check_basis(table: Table) -> None:
    if not table.approval_number and not table.legal_basis:
        raise NeedsBasis
    if table.cycle in RECURRING and table.next_due_on is None:
        raise NeedsDay


def _save(table: Table) -> None:
    try:
        with transaction.atomic():
            table.save()
    except IntegrityError:
        raise TitleTaken(title=table.title) from None


def record(
    action: str,
    table: Table,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    """One line of the log on a table."""
    audit.record(
        action,
        by=by,
        at=at,
        subject=table,
        subject_name=table.title,
        reason=reason,
        changes=changes,
    )
