"""Which requests are probably about one matter, as far as an app above knows. It proposes: merging
and answering as a repeat stay a person's decision."""

from collections.abc import Callable, Collection

from linli.kernel.registry import Registry
from linli.services.cases.models import Case

# Each gives the ids of other requests, whoever may see them.
SAME_MATTER: Registry[Callable[[Case], Collection[int]]] = Registry("requests of one matter")


def others(case: Case) -> set[int]:
    """What anybody knows to be of one matter with the request."""
    return {pk for know in SAME_MATTER for pk in know(case)}
