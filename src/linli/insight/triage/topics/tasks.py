"""Topics are found anew each night; what arrives meanwhile joins within a minute."""

import datetime as dt

from linli.foundation.jobs.public import job, scheduled
from linli.insight.triage.topics import sorting
from linli.kernel import clock


@job(retries=1)
def refresh() -> int:
    """All requests of the last half year."""
    return sorting.refresh(at=clock.now())


@job(retries=1)
def follow() -> int:
    """Those that arrived since the last time."""
    return sorting.follow(at=clock.now())


def schedule() -> None:
    """Called from `AppConfig.ready`."""
    scheduled("topics.refresh", refresh, daily_at=dt.time(3, 40))
    scheduled("topics.follow", follow, every=dt.timedelta(minutes=1))
