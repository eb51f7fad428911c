"""What the deeds of this app are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "topics.plan": _("为热点定一事一策"),
    "topics.close_plan": _("办结一事一策"),
    "topics.export": _("导出热点"),
}
PARTICULARS: dict[str, object] = {
    "until_on": _("哪天办好"),
    "requests": _("诉求件数"),
}
