"""What the interfaces register when the program starts."""

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel import routers
from linli.services.cases.permissions import CasesPermission

WORDS = {
    "cases.open_key": _("开通接口密钥"),
    "cases.close_key": _("停用接口密钥"),
    "cases.deliver": _("其他系统转来诉求"),
}


def register() -> None:
    """Called from `AppConfig.ready`."""
    audit.declare(WORDS)
    routers.register(routers.ApiPart("cases", "linli.services.cases.api.router", "requests"))
    accounts.register_menu(
        accounts.MenuEntry(
            code="interfaces",
            label=_("接口密钥"),
            icon="key",
            url="interfaces:list",
            order=80,
            permission=CasesPermission.MANAGE,
            section=accounts.Section.SETTINGS,
            description=_("让热线、城管、物业等系统直接转来诉求"),
        )
    )
