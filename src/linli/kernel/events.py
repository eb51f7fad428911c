"""Typed events, for the rare case where a lower ring must not know who listens.

    @dataclass(frozen=True)
    class PlaceMoved:
        place_id: int

    subscribe(PlaceMoved, follow_place)          # in AppConfig.ready of the upper app
    publish(PlaceMoved(place_id=place.pk))       # in the action, inside its transaction

Handlers run at once, in the order of INSTALLED_APPS, in the same transaction: one that raises
undoes everything. What must not undo it (a message, a slow call) belongs on commit or into a task.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import transaction

from linli.kernel.registry import RegistryClosed

E = TypeVar("E")
_handlers: dict[type[Any], list[Callable[[Any], None]]] = {}


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` for each event of exactly this type, from start-up on."""
    if apps.ready:
        raise RegistryClosed(f"{event_type.__name__}: a handler came after start-up")
    if not dataclasses.is_dataclass(event_type):
        raise TypeError(f"{event_type.__name__} is not a dataclass")
    _handlers.setdefault(event_type, []).append(handler)


def publish(event: object) -> None:
    """Run the handlers. Raises TransactionManagementError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{type(event).__name__} must be published inside the transaction it reports on."
        )
    for handler in _handlers.get(type(event), ()):
        handler(event)
