"""What upper rings add to the head's page: the typed registry that they fill."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.registry import Registry


@dataclasses.dataclass(frozen=True)
class OverviewPanel:
    """A card on the head's page: bounced cases, the forecast of the rates …

    `context(user, place, at)` gives what `template` needs, in a constant number of queries; None
    leaves the card out. `place` is the one chosen in the page's filter, or None for all that the
    person oversees. Shown to those who hold `permission` somewhere ("": everybody on the page).
    """

    code: str
    title: object
    icon: str
    template: str
    context: Callable[[accounts.User, places.Place | None, dt.datetime], Mapping[str, Any] | None]
    order: int = 100
    permission: str = ""


PANELS: Registry[OverviewPanel] = Registry("panels of the head's page")


def register(panel: OverviewPanel) -> None:
    """Called from `AppConfig.ready` of the app that has something for heads."""
    PANELS.register(panel.code, panel)
