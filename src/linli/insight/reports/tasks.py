"""What goes on by itself: days that are over are counted ahead."""

import datetime as dt

from linli.foundation.jobs.public import job, scheduled
from linli.insight.reports import counting
from linli.kernel import clock


@job(retries=3)
def count_ahead() -> int:
    """The days that nobody has counted yet, or whose count something has changed."""
    return counting.count_ahead(at=clock.now())


def schedule() -> None:
    """Called from `AppConfig.ready`."""
    scheduled("reports.count_ahead", count_ahead, every=dt.timedelta(minutes=20))
