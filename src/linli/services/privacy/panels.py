"""What the register's page of a resident shows of their own say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.registers.residents import public as residents
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import consents


def context(user: accounts.User, ids: Sequence[int]) -> Mapping[str, Any] | None:
    """The purposes that need consent, by what was said; three queries. A household of several has
    no say of its own."""
    owners = residents.Person.objects.filter(pk__in=ids, merged_into=None)
    found = list(owners.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        return None
    return {"asked": consents.asked_of(list(ids)), "person_id": found[0]}


def register() -> None:
    """Called from `AppConfig.ready`."""
    residents.register_panel(
        residents.Panel(
            "privacy",
            _("个人信息"),
            "shield-lock",
            "privacy/panel.html",
            context,
            order=200,
            permission=PrivacyPermission.CONSENT,
        )
    )
