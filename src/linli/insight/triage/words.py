"""What the deeds of this app are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "triage.learn": _("让归类助手学习"),
    "triage.use": _("启用归类助手学到的"),
}
PARTICULARS: dict[str, object] = {
    "number": _("第几次学习"),
}
