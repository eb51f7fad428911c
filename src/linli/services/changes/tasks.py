"""Once each morning, before people come to work."""

import datetime as dt

from linli.foundation.jobs import public as jobs
from linli.kernel import clock
from linli.services.changes.actions import closing, opening, telling


@jobs.job(retries=3, backoff=60)
def follow_changes() -> None:
    """Close what has settled, open what is new, tell whose it is; each part may be done again."""
    at = clock.now()
    closing.keep_up(at=at)
    opening.open_all(at=at)
    telling.tell(at=at)


def schedule() -> None:
    jobs.scheduled("changes.follow", follow_changes, daily_at=dt.time(5, 30))
