import datetime as dt

from linli.foundation.files import actions
from linli.foundation.jobs.public import job
from linli.kernel import clock


@job(retries=1)
def remove_orphans() -> int:
    """What was stored since yesterday is left: its transaction may still be open."""
    return actions.remove_orphans(before=clock.today() - dt.timedelta(days=1))
