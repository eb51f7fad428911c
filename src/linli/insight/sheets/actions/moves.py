"""Moving a filling along its transition table."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.sheets.models import Filling
from linli.insight.sheets.states import TRANSITIONS, Step
from linli.kernel.errors import InvalidMove

# Told from time to time: how many people are done, of how many; False asks to stop.
Tell = Callable[[int, int], bool]


def untold(_done: int, _total: int) -> bool:
    """Nobody waits for progress."""
    return True


def fire(filling: Filling, step: Step, **values: Any) -> None:
    """Move the filling by the table, or raise `InvalidMove`. Of two at once exactly one wins."""
    row = TRANSITIONS[step]
    values["state"] = row.target
    if not Filling.objects.filter(pk=filling.pk, state__in=row.sources).update(**values):
        raise InvalidMove
    for name, value in values.items():
        setattr(filling, name, value)


def record(
    action: str,
    filling: Filling,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """A line of the log about a filling, under the name of its table."""
    audit.record(
        action,
        by=by,
        at=at,
        subject=filling,
        subject_name=str(filling),
        reason=reason,
        changes=changes,
    )
