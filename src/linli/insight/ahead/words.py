"""What the deeds of this app are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "ahead.plan": _("提前安排"),
    "ahead.close_plan": _("办结提前安排"),
    "ahead.export": _("导出未诉先办"),
}
PARTICULARS: dict[str, object] = {
    "month": _("月份"),
    "category": _("类别"),
    "low": _("预计至少"),
    "high": _("预计至多"),
    "until_on": _("哪天做好"),
    "came": _("来了几件"),
    "rows": _("行数"),
}
