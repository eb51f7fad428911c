"""What is kept how long, and what goes next: the typed registry that each owner of data fills.

Whoever erases by the clock says so here, so that one page can show what goes, before it goes.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable

from linli.kernel.registry import Registry
from linli.kernel.rights import Holder


@dataclasses.dataclass(frozen=True)
class Retention:
    """`rule()` says in words how long; `coming(by, until)` how many go until a day at places that
    `by` looks after; `deed` is what the log calls the erasing."""

    code: str
    label: object
    rule: Callable[[], str]
    coming: Callable[[Holder, dt.date], int]
    deed: str


RETENTIONS: Registry[Retention] = Registry("what is kept how long")


def register(retention: Retention) -> None:
    """Called from `AppConfig.ready` of the owner."""
    RETENTIONS.register(retention.code, retention)
