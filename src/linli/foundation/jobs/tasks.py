"""The queue's own housekeeping."""

import datetime as dt

from django.core.management import call_command

from linli.foundation.jobs.backend import job
from linli.foundation.jobs.models import Progress
from linli.kernel import clock

# Jobs that went well are of no interest the day after; an error may be asked for much later.
KEEP_DONE_DAYS = 1
KEEP_FAILED_DAYS = 90
KEEP_PROGRESS = dt.timedelta(days=30)


@job(retries=0)
def prune() -> None:
    """Remove what nobody will look at any more."""
    call_command(
        "prune_db_task_results",
        "--queue-name=*",
        f"--min-age-days={KEEP_DONE_DAYS}",
        f"--failed-min-age-days={KEEP_FAILED_DAYS}",
        verbosity=0,
    )
    Progress.objects.filter(updated_at__lt=clock.now() - KEEP_PROGRESS).delete()
