"""What upper rings add to the page of a resident or a household: the typed registry they fill."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.kernel.registry import Registry


@dataclasses.dataclass(frozen=True)
class Panel:
    """A card with what a service has done for some people: requests, visits, benefits …

    `context(user, ids)` gives what `template` needs, in a constant number of queries; `ids` are
    the person's, or those of all members on the household's page. None leaves the card out. Shown
    to those who hold `permission` somewhere ("": everybody on the page).
    """

    code: str
    title: object
    icon: str
    template: str
    context: Callable[[accounts.User, Sequence[int]], Mapping[str, Any] | None]
    order: int = 100
    permission: str = ""


@dataclasses.dataclass(frozen=True)
class Shown:
    """A panel on somebody's page, with its contents."""

    panel: Panel
    context: Mapping[str, Any]


PANELS: Registry[Panel] = Registry("panels of a resident's page")


def register(panel: Panel) -> None:
    """Called from `AppConfig.ready` of the service."""
    PANELS.register(panel.code, panel)


def for_people(user: accounts.User, ids: Sequence[int]) -> list[Shown]:
    """The panels that this person sees about some people, in order."""
    shown = []
    for panel in sorted(PANELS, key=lambda one: one.order):
        if panel.permission and not accounts.holds_anywhere(user, panel.permission):
            continue
        context = panel.context(user, ids)
        if context is not None:
            shown.append(Shown(panel, context))
    return shown
