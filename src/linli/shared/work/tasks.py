"""What the worker does by the clock."""

from linli.foundation.jobs.public import job
from linli.kernel import clock
from linli.shared.work.actions import telling, workdays


@job(retries=0, priority=10)
def sweep() -> None:
    """Remind, and tell what is late. The next round, a minute later, takes up what is left."""
    now = clock.now()
    telling.sweep_overdue(at=now)
    telling.remind_due(at=now)


@job()
def recount() -> None:
    """Settle what was counted over a year whose notice has come out since."""
    workdays.recount_provisional(at=clock.now())
