"""What is done by the clock."""

from linli.foundation.jobs.public import job
from linli.insight.sheets.registry.actions import dues
from linli.kernel import clock


@job()
def open_dues() -> None:
    """Give out the tables that are due soon; the next night takes up what is left."""
    dues.open_dues(at=clock.now())
