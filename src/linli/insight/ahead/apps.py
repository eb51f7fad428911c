from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AheadConfig(AppConfig):
    name = "linli.insight.ahead"
    label = "ahead"
    verbose_name = "未诉先办"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.insight.ahead import tasks, words, work_kind  # noqa: PLC0415
        from linli.services.cases import public as cases  # noqa: PLC0415

        audit.declare(words.WORDS, words.PARTICULARS)
        accounts.register_menu(
            accounts.MenuEntry(
                code="ahead",
                label=_("未诉先办"),
                icon="eye",
                url="ahead:page",
                order=43,
                permission=cases.CasesPermission.VIEW,
            )
        )
        work_kind.register()
        tasks.schedule()
