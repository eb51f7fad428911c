"""What this app's deeds are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "notices.retry": _("重发消息"),
    "notices.save_robot": _("设置群机器人"),
    "notices.switch_robot": _("停用或启用群机器人"),
}
PARTICULARS = {
    "channel": _("通道"),
    "kind": _("类型"),
    "enabled": _("启用"),
    "kinds": _("消息种类"),
}
