"""Learning in the background."""

import datetime as dt

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs.public import job, scheduled
from linli.insight.triage import actions
from linli.kernel import clock


@job(retries=1)
def learn() -> int | None:
    """Because somebody asked."""
    return actions.learn(at=clock.now(), only_with_more=False)


@job(retries=1)
def learn_at_night() -> int | None:
    """When enough was told since the last time. It waits until somebody puts it to work."""
    return actions.learn(at=clock.now(), only_with_more=True)


def start(*, by: accounts.User, at: dt.datetime) -> None:
    """`begin_learning`, then learn."""
    with transaction.atomic():
        actions.begin_learning(by=by, at=at)
        learn.enqueue()


def schedule() -> None:
    """Called from `AppConfig.ready`."""
    scheduled("triage.learn", learn_at_night, daily_at=dt.time(3, 20))
