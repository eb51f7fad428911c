"""What goes on by itself: parked cases come back on their day, unanswered ones close."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from linli.foundation.jobs.public import job, scheduled
from linli.kernel import clock
from linli.kernel.errors import InvalidMove
from linli.services.cases import follow_up
from linli.services.cases.actions import closing, erasure, handling

BATCH = 500


@job(retries=3)
def follow_up_cases() -> int:
    """Each case in its own transaction: one that somebody moves meanwhile holds up no other."""
    at = clock.now()
    moved = 0
    for case in follow_up.parked_until(clock.local_date(at))[:BATCH]:
        moved += _tried(partial(handling.unpark, case=case, by=None, at=at))
    for case in follow_up.unanswered(at)[:BATCH]:
        moved += _tried(partial(closing.close_unanswered, case=case, at=at))
    return moved


def _tried(move: Callable[[], None]) -> int:
    try:
        move()
    except InvalidMove:
        return 0
    return 1


@job(retries=3)
def erase_due() -> int:
    """Each night what has been over long enough, see `erasure`."""
    return erasure.erase_due(at=clock.now())


def schedule() -> None:
    """Called from `AppConfig.ready`."""
    scheduled("cases.follow_up", follow_up_cases, every=dt.timedelta(minutes=10))
    scheduled("cases.erase_due", erase_due, daily_at=dt.time(2, 15))
