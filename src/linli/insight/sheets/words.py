"""What this app's deeds are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "sheets.upload": _("放进空白表"),
    "sheets.refuse": _("退回读不了的空白表"),
    "sheets.fill": _("填好表格"),
    "sheets.download": _("下载填好的表格"),
    "sheets.collect": _("派补采任务"),
    "sheets.answer": _("登记补采的回答"),
    "sheets.end_collecting": _("结束补采"),
    "sheets.invite": _("做请居民自己填的链接"),
    "sheets.text_invitation": _("用短信发补填链接"),
    "sheets.revoke_invitation": _("收回补填链接"),
    "sheets.open_invitation": _("居民打开补填链接"),
    "sheets.lock_invitation": _("补填链接试错太多，锁上"),
    "sheets.own_word": _("居民自己填好补采信息"),
    "sheets.accept_own": _("居民自填的记到登记册"),
    "sheets.decline_own": _("居民自填的不采用"),
    "sheets.send": _("报送表格"),
    "sheets.take_back": _("撤回报送标记"),
    "sheets.working_copy": _("下载工作底稿"),
    "sheets.returned": _("放进部门退回的表"),
    "sheets.accept": _("按部门反馈修改"),
    "sheets.keep_ours": _("部门反馈不采用"),
    "sheets.discard": _("删除这次填表"),
    "sheets.forget": _("按保存期限删除填好的表"),
}
PARTICULARS: dict[str, object] = {
    "columns": _("哪些栏"),
    "guarded": _("其中受保护的栏"),
    "people": _("人数"),
    "answers": _("几项"),
    "sent_to": _("报送给"),
    "cells": _("几格"),
    "fillings": _("几张表"),
}
