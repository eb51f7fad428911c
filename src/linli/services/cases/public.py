"""What other apps may use."""

from linli.services.cases.actions.erasure import due as due_for_erasure
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
    "due_for_erasure",
    "visible_to",
]
