from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "linli.foundation.audit"
    label = "audit"
    verbose_name = "操作日志"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are loaded

        from linli.foundation.audit import tasks, words  # noqa: PLC0415

        words.declare(
            {"audit.export": _("导出操作日志"), "audit.verify": _("核对操作日志")},
            {
                "first_on": _("从"),
                "last_on": _("到"),
                "actor": _("操作人"),
                "action": _("操作"),
                "subject": _("对象"),
            },
        )
        tasks.schedule()
