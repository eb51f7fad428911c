"""Lists that somebody took out; for all others they do not exist."""

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.kernel.errors import NotFound
from linli.registers.residents import columns
from linli.registers.residents.models import Export

RECENT = 10


def get_own(user: accounts.User, pk: int) -> Export:
    """The person's own list. Raises `NotFound`."""
    found = Export.objects.select_related("by").filter(by=user, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def of_owner(user: accounts.User) -> QuerySet[Export]:
    """The person's lists that still wait to be fetched, the latest first."""
    return Export.objects.filter(by=user)


def recent(user: accounts.User) -> list[Export]:
    """The first of them."""
    return list(of_owner(user)[:RECENT])


def usual_columns(before: list[Export]) -> tuple[str, ...]:
    """The columns that the person took last time."""
    known = [name for name in before[0].columns if name in columns.COLUMNS] if before else []
    return tuple(known) or columns.USUAL


def progress(export: Export) -> jobs.Progress | None:
    """The bar of the job that writes it."""
    if export.progress is None:
        return None
    return jobs.progress.get(export.progress, owner_id=export.by_id)


def is_stalled(export: Export) -> bool:
    """Whether its job was given up: its owner may start it again."""
    bar = progress(export)
    ended = bar is None or bar.state == jobs.ProgressState.FAILED
    return export.ready_at is None and ended
