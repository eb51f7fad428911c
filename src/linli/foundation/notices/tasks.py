import datetime as dt

from linli.foundation.jobs.public import job
from linli.foundation.notices import deliveries
from linli.foundation.notices.models import KEPT, Notice
from linli.kernel import clock

# Numbers of residents are kept no longer than a question about a message may come up.
KEEP_PHONES = dt.timedelta(days=180)


@job(retries=0, priority=10)
def deliver() -> int:
    """Send what is due. What fails waits in its own row: the job itself is not tried again."""
    return deliveries.deliver_due(at=clock.now())


@job()
def prune() -> None:
    """Remove old notices with their deliveries."""
    now = clock.now()
    Notice.objects.filter(recipient=None, created_at__lt=now - KEEP_PHONES).delete()
    Notice.objects.filter(created_at__lt=now - KEPT).delete()
