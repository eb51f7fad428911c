"""Who follows up: whoever writes residents down; what few may know, with the code for it."""

from django.db.models import Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.kernel.errors import NotAllowed
from linli.registers.residents.public import ResidentsPermission
from linli.services.changes.models import FollowUp

DOES = ResidentsPermission.EDIT
KNOWS = ResidentsPermission.SENSITIVE
# Rules hold for the whole site.
KEEPS = ResidentsPermission.MANAGE


def visible_to(user: accounts.User, *, by_index: bool = True) -> QuerySet[FollowUp]:
    """Follow-ups at the person's places, as far as they may be known.

    `by_index`: see `places.within`; False for a single one and for those of a resident.
    """
    told = Q(sensitive=False) | accounts.scope(user, KNOWS, by_index=by_index)
    return FollowUp.objects.filter(accounts.scope(user, DOES, by_index=by_index), told)


def check_do(by: accounts.User | None, follow_up: FollowUp) -> None:
    """Raise `NotAllowed` unless the person may follow up; the system may."""
    if by is None:
        return
    for code in (DOES, KNOWS) if follow_up.sensitive else (DOES,):
        if not accounts.holds(by, code, follow_up.place_path):
            raise NotAllowed(permission=code)
