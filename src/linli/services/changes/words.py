"""What this app's deeds are called in the log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.services.changes.models import Outcome
from linli.services.changes.models.rules import KINDS

WORDS = {
    "changes.close": _("跟进居民变化"),
    "changes.reopen": _("重新跟进居民变化"),
    "changes.change_rule": _("修改居民变化的提醒"),
}
PARTICULARS = {
    "outcome": _("结果"),
    "changes": _("变化"),
    "lead_days": _("提前几天"),
    "handle_days": _("几天内跟进"),
    "in_use": _("启用"),
}
VALUES: dict[str, list[tuple[Any, Any]]] = {"outcome": Outcome.choices, "changes": KINDS}
