"""Who may do what about personal data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts


class PrivacyPermission(StrEnum):
    CONSENT = "privacy.consent"
    CLAIMS = "privacy.claims"
    MANAGE = "privacy.manage"


LABELS: dict[StrEnum, tuple[object, object]] = {
    PrivacyPermission.CONSENT: (_("个人信息保护"), _("登记居民的同意和撤回")),
    PrivacyPermission.CLAIMS: (_("个人信息保护"), _("受理查阅、复制、更正、删除个人信息的申请")),
    PrivacyPermission.MANAGE: (
        _("个人信息保护"),
        _("维护用途和告知书，管到期删除、影响评估、对外提供和泄露记录"),
    ),
}


def check_keeps(user: accounts.User | None) -> None:
    """Raise `NotAllowed` unless the person may change purposes and texts, which hold for all; the
    system (None) may."""
    if user is not None:
        accounts.check_everywhere(user, PrivacyPermission.MANAGE)
