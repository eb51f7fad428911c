import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "linli.insight.sheets.registry"
    label = "tables"
    verbose_name = "报表准入"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.foundation.jobs.public import scheduled  # noqa: PLC0415
        from linli.insight.sheets.registry import importing, tasks, words, work_kind  # noqa: PLC0415
        from linli.insight.sheets.registry.permissions import (  # noqa: PLC0415
            LABELS,
            TablesPermission,
        )
        from linli.shared.imports import public as imports  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(words.WORDS, words.PARTICULARS)
        accounts.register_menu(
            accounts.MenuEntry(
                code="tables",
                label=_("报表准入"),
                icon="clipboard-list",
                url="tables:list",
                order=44,
                permission=TablesPermission.VIEW,
            )
        )
        work_kind.register()
        imports.register(importing.TableTarget())
        # Before the morning's first sign-in.
        scheduled("tables.open_dues", tasks.open_dues, daily_at=dt.time(4))
