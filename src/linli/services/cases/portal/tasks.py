"""What the window leaves behind and takes away again."""

from linli.foundation.jobs.public import job
from linli.kernel import clock
from linli.services.cases.actions import unsent
from linli.services.cases.portal.photos import KEPT_FOR


@job(retries=1)
def remove_unsent_photos() -> int:
    """A form that nobody sent within a day is not sent any more."""
    now = clock.now()
    return unsent.remove_photos(before=now - 2 * KEPT_FOR, at=now)
