from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "linli.config"
    label = "config"

    def ready(self) -> None:
        from linli.foundation.audit import public as audit  # noqa: PLC0415 - apps are loaded

        audit.declare(
            {"demo.build": _("建立演示社区")}, {"people": _("居民人数"), "cases": _("诉求件数")}
        )
