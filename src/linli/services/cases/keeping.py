"""How long requests tell who asked, for the page that shows what goes next."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import retention
from linli.kernel.clock import midnight
from linli.services.cases.actions import erasure
from linli.services.cases.permissions import CasesPermission


def coming(by: Any, until: dt.date) -> int:
    """Requests at the person's places whose time is over by the end of a day."""
    after = midnight(until) + dt.timedelta(days=1)
    return erasure.due(after).filter(by.scope(CasesPermission.VIEW)).count()


def rule() -> str:
    years, days = divmod(settings.REQUESTS_KEPT_DAYS, 365)
    if years and not days:
        return _("办结后%(n)d年") % {"n": years}
    return _("办结后%(n)d天") % {"n": settings.REQUESTS_KEPT_DAYS}


def register() -> None:
    """Called from `AppConfig.ready`."""
    retention.register(
        retention.Retention(
            "cases", gettext_lazy("诉求里的姓名、电话、照片和内容"), rule, coming, "cases.erase_due"
        )
    )
