"""Moving a run along its transition table."""

from collections.abc import Callable
from typing import Any

from linli.kernel.errors import InvalidMove
from linli.shared.imports.models import Run
from linli.shared.imports.states import TRANSITIONS, Step

# Told after each batch: how many rows are done, of how many; False asks to stop.
Tell = Callable[[int, int], bool]


def untold(_done: int, _total: int) -> bool:
    """Nobody waits for progress."""
    return True


def fire(run: Run, step: Step, **fields: Any) -> None:
    """Move the run by the table, or raise `InvalidMove`. Of two at once exactly one wins."""
    row = TRANSITIONS[step]
    fields["state"] = row.target
    if not Run.objects.filter(pk=run.pk, state__in=row.sources).update(**fields):
        raise InvalidMove
    for name, value in fields.items():
        setattr(run, name, value)
