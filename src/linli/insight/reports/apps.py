from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "linli.insight.reports"
    label = "reports"
    verbose_name = "统计"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.insight.reports import overview, tasks, words  # noqa: PLC0415
        from linli.insight.reports.permissions import LABELS, ReportsPermission  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(words.WORDS, words.PARTICULARS)
        accounts.register_menu(
            accounts.MenuEntry(
                code="reports",
                label=_("三率"),
                icon="chart-line",
                url="reports:rates",
                order=60,
                permission=ReportsPermission.VIEW,
            )
        )
        overview.register()
        tasks.schedule()
