"""What the deeds of this app are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "tables.add": _("登记报表"),
    "tables.update": _("修改报表登记"),
    "tables.remove": _("撤回导入的报表登记"),
    "tables.register": _("报表准入"),
    "tables.withdraw": _("取消报表准入"),
    "tables.reply": _("出具报表退回函或合并建议函"),
    "tables.undo_reply": _("撤回报表函件"),
    "tables.link": _("认定空表属于报表"),
    "tables.unlink": _("取消空表与报表的关联"),
    "tables.open_due": _("报表到期，派出任务"),
    "tables.send_due": _("报表已报送"),
    "tables.close_due": _("报表任务办结"),
    "tables.reopen_due": _("报表任务重开"),
    "tables.export": _("导出报表准入清单"),
    "tables.export_cost": _("导出报表成本"),
    "tables.save_template": _("修改报表函件模板"),
    "tables.save_ground": _("修改可退回的依据"),
    "tables.save_cell_cost": _("修改每格用时"),
}
PARTICULARS: dict[str, object] = {
    "approval_number": _("准入编号"),
    "legal_basis": _("依据"),
    "expires_on": _("有效期至"),
    "number": _("文号"),
    "letter": _("函件"),
    "due_on": _("报送日期"),
    "form": _("空表"),
    "seconds": _("每格用时（秒）"),
    "in_use": _("本地适用"),
    "body": _("正文"),
}
