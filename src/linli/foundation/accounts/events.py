"""What upper apps may want to know of accounts."""

import dataclasses
import datetime as dt

from linli.foundation.accounts.models import User


@dataclasses.dataclass(frozen=True)
class AccountClosing:
    """A leaver's account is about to close; handlers hand over what they hold, or refuse."""

    user: User
    successor: User | None
    by: User
    at: dt.datetime
    reason: str
