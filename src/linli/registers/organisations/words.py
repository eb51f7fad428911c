"""What this app's deeds are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "organisations.add": _("新建单位"),
    "organisations.add_contact": _("添加单位联系人"),
    "organisations.add_member": _("添加单位登录人"),
    "organisations.close": _("停用单位"),
    "organisations.end_membership": _("停止单位登录人"),
    "organisations.remove_contact": _("删除单位联系人"),
    "organisations.reopen": _("恢复单位"),
    "organisations.update": _("修改单位"),
}

PARTICULARS = {"kind": _("类别"), "place": _("地方")}
