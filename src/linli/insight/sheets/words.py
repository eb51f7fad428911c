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
