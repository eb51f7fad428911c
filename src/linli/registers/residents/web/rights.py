"""What the pages offer a person to do."""

from django.http import HttpRequest

from linli.foundation.accounts import public as accounts
from linli.registers.residents.permissions import ResidentsPermission


def may(request: HttpRequest, path: str) -> dict[str, bool]:
    """What the person may do with a file at a place."""
    return {
        "may_edit": accounts.holds(request.user, ResidentsPermission.EDIT, path),
        "may_manage": accounts.holds(request.user, ResidentsPermission.MANAGE, path),
        "may_reveal": accounts.holds(request.user, ResidentsPermission.REVEAL, path),
    }
