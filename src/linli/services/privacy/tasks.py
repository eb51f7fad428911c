"""What goes on by itself: data whose time is over is erased each night."""

import datetime as dt

from linli.foundation.jobs.public import job, scheduled
from linli.kernel import clock
from linli.services.privacy.actions import erasing


@job(retries=3)
def erase_due() -> int:
    """Each night what is due, see `erasing`."""
    return erasing.erase_due(at=clock.now())


def schedule() -> None:
    """Called from `AppConfig.ready`."""
    scheduled("privacy.erase_due", erase_due, daily_at=dt.time(2, 45))
