"""What other apps may use."""

from linli.services.cases.actions.erasure import due as due_for_erasure
from linli.services.cases.choices import Nature, Source
from linli.services.cases.learning import Mark, lately, said, words_of
from linli.services.cases.learning import count as told_count
from linli.services.cases.listing import address as list_address
from linli.services.cases.models import Appeal, CallBack, Case, Category, number_of
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.proposing import READERS, Proposal, Proposals, Sign
from linli.services.cases.queries import visible_to
from linli.services.cases.same_matter import SAME_MATTER
from linli.services.cases.states import State

__all__ = [
    "READERS",
    "SAME_MATTER",
    "Appeal",
    "CallBack",
    "Case",
    "CasesPermission",
    "Category",
    "Mark",
    "Nature",
    "Proposal",
    "Proposals",
    "Sign",
    "Source",
    "State",
    "due_for_erasure",
    "lately",
    "list_address",
    "number_of",
    "said",
    "told_count",
    "visible_to",
    "words_of",
]
