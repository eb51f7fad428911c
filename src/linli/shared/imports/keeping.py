"""How long tables that were brought in are kept, for the page that shows what goes next."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import retention
from linli.kernel.clock import midnight
from linli.shared.imports import queries
from linli.shared.imports.actions.cleaning import KEEP_DAYS


def coming(by: Any, until: dt.date) -> int:
    """Tables at the person's places whose time is over by the end of a day."""
    before = midnight(until) + dt.timedelta(days=1 - KEEP_DAYS)
    return queries.visible_to(by).filter(secret__isnull=False, at__lt=before).count()


def rule() -> str:
    return _("导入后%(n)d天") % {"n": KEEP_DAYS}


def register() -> None:
    """Called from `AppConfig.ready`."""
    retention.register(
        retention.Retention(
            "imports", gettext_lazy("导入用的原表和错误清单"), rule, coming, "imports.forget"
        )
    )
