import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "linli.shared.work"
    label = "work"
    verbose_name = "工作事项"

    def ready(self) -> None:
        from linli.foundation.accounts import public as accounts  # noqa: PLC0415 - apps are loaded
        from linli.foundation.audit import public as audit  # noqa: PLC0415
        from linli.foundation.jobs.public import scheduled  # noqa: PLC0415
        from linli.foundation.notices import public as notices  # noqa: PLC0415
        from linli.kernel import events  # noqa: PLC0415
        from linli.shared.work import entries, panels, tasks, words  # noqa: PLC0415
        from linli.shared.work.actions import hand_overs, supervision, telling  # noqa: PLC0415
        from linli.shared.work.permissions import LABELS  # noqa: PLC0415
        from linli.shared.work.queries import overview  # noqa: PLC0415

        accounts.declare(LABELS)
        audit.declare(words.WORDS, words.PARTICULARS, words.VALUES)
        for entry in entries.ENTRIES:
            accounts.register_menu(entry)
        notices.register_kind(telling.ARRIVED, _("有新的工作"), groups=True)
        notices.register_kind(telling.REMIND, _("我的工作快到期"))
        notices.register_kind(supervision.KIND, _("我的工作被督办"))
        panels.register(
            panels.OverviewPanel(
                code="supervised",
                title=_("督办中的"),
                icon="eye",
                template="work/overview_supervised.html",
                context=overview.supervised,
                order=10,
            )
        )
        notices.register_kind(telling.OVERDUE, _("有工作超时"), groups=True)
        notices.register_kind(hand_overs.HANDED, _("工作交接"))
        events.subscribe(accounts.AccountClosing, hand_overs.hand_over_on_closing)
        scheduled("work.sweep", tasks.sweep, every=dt.timedelta(minutes=1))
        scheduled("work.recount", tasks.recount, daily_at=dt.time(3))
