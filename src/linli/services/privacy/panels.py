"""What the register's page of a resident shows of their own say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.registers.residents import public as residents
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import consents


def context(user: accounts.User, ids: Sequence[int]) -> Mapping[str, Any] | None:
    """The purposes that need consent, by what was said; two queries. Households have none."""
    if not ids:
        return None
    asked = consents.asked_of(list(ids))
    return {"asked": asked, "person_id": ids[0]} if asked else None


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
