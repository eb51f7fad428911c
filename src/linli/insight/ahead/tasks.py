"""Months are counted by themselves."""

import datetime as dt

from linli.foundation.jobs.public import job, scheduled
from linli.insight.ahead import counting
from linli.kernel import clock


@job(retries=1)
def count_all() -> int:
    """Every month: whatever was corrected or brought in late."""
    return counting.count_all(at=clock.now())


@job(retries=1)
def count_recent() -> int:
    """The running month, and the one before."""
    return counting.count_recent(at=clock.now())


def schedule() -> None:
    """Called from `AppConfig.ready`."""
    scheduled("ahead.count_all", count_all, daily_at=dt.time(4, 20))
    scheduled("ahead.count_recent", count_recent, every=dt.timedelta(hours=1))
