"""What upper apps may want to know of work items."""

import dataclasses
import datetime as dt

from linli.foundation.accounts import public as accounts


@dataclasses.dataclass(frozen=True)
class HandedOver:
    """Open items have changed hands in one step; services write it on their timelines.

    `to_user` is None when an undone hand-over gives items back to the unit.
    """

    item_ids: tuple[int, ...]
    to_user: accounts.User | None
    by: accounts.User
    at: dt.datetime
    reason: str
