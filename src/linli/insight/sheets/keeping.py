"""How long filled tables are kept, for the page that shows what goes next."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.insight.sheets.actions.cleaning import KEEP_DAYS, KEEP_SENT_YEARS, due
from linli.insight.sheets.queries import fillings
from linli.kernel import retention
from linli.kernel.clock import midnight


def coming(by: Any, until: dt.date) -> int:
    """Fillings at the person's places whose time is over by the end of a day."""
    end = midnight(until) + dt.timedelta(days=1)
    return fillings.visible_to(by).filter(due(end)).count()


def rule() -> str:
    kept = {"days": KEEP_DAYS, "years": KEEP_SENT_YEARS}
    return _("放进来后%(days)d天，报送的留%(years)d年") % kept


def register() -> None:
    """Called from `AppConfig.ready`."""
    retention.register(
        retention.Retention(
            "sheets", gettext_lazy("填好的表和部门退回的改动"), rule, coming, "sheets.forget"
        )
    )
