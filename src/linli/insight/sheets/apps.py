import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SheetsConfig(AppConfig):
    name = "linli.insight.sheets"
    label = "sheets"
    verbose_name = "表格"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.foundation.jobs import public as jobs  # noqa: PLC0415
        from linli.foundation.notices import public as notices  # noqa: PLC0415
        from linli.insight.sheets import keeping, tasks, words, work_kind  # noqa: PLC0415
        from linli.insight.sheets.actions import inviting, self_telling  # noqa: PLC0415
        from linli.insight.sheets.counting import residents  # noqa: PLC0415
        from linli.insight.sheets.permissions import LABELS  # noqa: PLC0415
        from linli.insight.sheets.web import setup  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(words.WORDS, words.PARTICULARS)
        notices.register_kind(self_telling.KIND, _("居民自己填好了补采的信息"))
        notices.register_kind(inviting.KIND, _("发给居民的补填链接"), people=False)
        jobs.scheduled("sheets.forget", tasks.forget_old_files, daily_at=dt.time(3, 50))
        setup.register()
        keeping.register()
        work_kind.register()
        residents.register()
