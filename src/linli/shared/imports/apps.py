import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "linli.shared.imports"
    label = "imports"
    verbose_name = "导入"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.foundation.jobs import public as jobs  # noqa: PLC0415
        from linli.shared.imports import (  # noqa: PLC0415
            keeping,
            place_table,
            resident_table,
            targets,
            tasks,
            words,
        )

        audit.declare(words.WORDS, words.PARTICULARS, words.VALUES)
        targets.register(place_table.PlaceTarget())
        targets.register(resident_table.ResidentTarget())
        keeping.register()
        jobs.scheduled("imports.forget", tasks.forget_old_files, daily_at=dt.time(3, 40))
        accounts.register_menu(
            accounts.MenuEntry(
                code="imports-places",
                label=_("导入楼栋和住房"),
                icon="upload",
                url="imports:list",
                order=25,
                permission=place_table.PlaceTarget.permission,
                section=accounts.Section.SETTINGS,
                description=_("从Excel表格成批建楼栋、单元、房号"),
            )
        )
