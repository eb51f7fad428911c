"""The alert rules, as a site keeps them."""

import datetime as dt

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.seen import seen_unchanged
from linli.services.changes.models import AlertRule
from linli.services.changes.permissions import KEEPS

FIELDS = ("lead_days", "handle_days", "advice", "in_use")


def present(rule: AlertRule) -> dict[str, str]:
    """A rule as its form shows it."""
    return {name: str(getattr(rule, name)) for name in FIELDS}


@transaction.atomic
def change(
    *,
    rule: AlertRule,
    lead_days: int,
    handle_days: int,
    advice: str,
    in_use: bool,
    seen: str = "",
    by: accounts.User | None,
    at: dt.datetime,
) -> None:
    """How long before, how long there is, what to think of. Raises `NotAllowed`, `EditConflict`."""
    if by is not None:
        accounts.check_everywhere(by, KEEPS)
    locked = AlertRule.objects.select_for_update().get(pk=rule.pk)
    seen_unchanged(seen, present(locked))
    locked.lead_days, locked.handle_days = lead_days, handle_days
    locked.advice, locked.in_use = advice.strip(), in_use
    locked.save()
    audit.record(
        "changes.change_rule",
        by=by,
        at=at,
        subject=locked,
        subject_name=str(locked),
        changes={"lead_days": lead_days, "handle_days": handle_days, "in_use": in_use},
    )
