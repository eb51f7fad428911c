"""What other apps may use."""

from linli.services.cases.choices import Nature, Source
from linli.services.cases.models import Appeal, CallBack, Case
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.queries import visible_to
from linli.services.cases.states import State

__all__ = [
    "Appeal",
    "CallBack",
    "Case",
    "CasesPermission",
    "Nature",
    "Source",
    "State",
    "visible_to",
]
