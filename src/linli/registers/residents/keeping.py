"""How long lists that were taken out wait, for the page that shows what goes next."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import retention
from linli.kernel.clock import midnight
from linli.registers.residents.actions.exporting import KEEP_DAYS
from linli.registers.residents.queries.exports import of_owner


def coming(by: Any, until: dt.date) -> int:
    """The own lists whose time is over by the end of a day; nobody sees those of others."""
    before = midnight(until) + dt.timedelta(days=1 - KEEP_DAYS)
    return of_owner(by).filter(at__lt=before).count()


def rule() -> str:
    return _("导出后%(n)d天") % {"n": KEEP_DAYS}


def register() -> None:
    """Called from `AppConfig.ready`."""
    retention.register(
        retention.Retention(
            "exports", gettext_lazy("您导出的居民名单"), rule, coming, "residents.forget_exports"
        )
    )
