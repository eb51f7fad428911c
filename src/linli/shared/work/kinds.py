"""What a service tells about its work items: the typed registry that upper rings fill."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping

from linli.foundation.accounts.models import User
from linli.kernel.registry import Registry
from linli.shared.work.models import WorkItem


@dataclasses.dataclass(frozen=True)
class NextStep:
    """The one thing to do next on an item: where it is done and what it is called."""

    label: str
    url: str


@dataclasses.dataclass(frozen=True)
class WorkKind:
    """`next_steps` answers for a whole page of items at once, so that lists stay constant in
    queries; items without an answer have nothing for this person to do."""

    code: str
    label: object
    icon: str
    url: Callable[[WorkItem], str]
    next_steps: Callable[[Iterable[WorkItem], User], Mapping[int, NextStep]]


KINDS: Registry[WorkKind] = Registry("work kinds")


def register(kind: WorkKind) -> None:
    """Called from `AppConfig.ready` of the service."""
    KINDS.register(kind.code, kind)
