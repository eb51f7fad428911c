"""What this app's deeds are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "accounts.add_role": _("新建角色"),
    "accounts.assign": _("分配角色"),
    "accounts.change_password": _("修改自己的密码"),
    "accounts.close": _("停用账号"),
    "accounts.end_assignment": _("结束任职"),
    "accounts.open": _("开通账号"),
    "accounts.remove_second_factors": _("解除二次验证"),
    "accounts.reopen": _("重新开通账号"),
    "accounts.reset_password": _("重设密码"),
    "accounts.update": _("修改账号资料"),
    "accounts.update_role": _("修改角色权限"),
}

PARTICULARS = {
    "role": _("角色"),
    "starts_on": _("从"),
    "ends_on": _("到"),
    "successor": _("工作交给"),
    "fields": _("改了"),
    "phone": _("手机"),
    "email": _("邮箱"),
    "codes": _("权限"),
    "added": _("增加"),
    "removed": _("减去"),
}
