"""What this app's deeds are called in the log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.shared.work.deadlines import Ends, Unit

WORDS = {
    "work.hand_over": _("交接工作"),
    "work.undo_hand_over": _("撤回交接"),
    "work.use_preset": _("选用时限方案"),
    "work.copy_preset": _("复制时限方案"),
    "work.describe_preset": _("修改时限方案的依据"),
    "work.set_reminders": _("修改提醒的时间"),
    "work.add_rule": _("添加时限"),
    "work.change_rule": _("修改时限"),
    "work.remove_rule": _("删除时限"),
    "work.set_day": _("改动一天的上班或休息"),
    "work.clear_day": _("取消对一天的改动"),
    "work.enter_notice": _("录入放假通知"),
    "work.recount_provisional": _("重新核算暂定的时限"),
    "work.export": _("导出在办工作"),
    "work.open_feed": _("开通日历订阅"),
    "work.close_feed": _("停用日历订阅"),
}
PARTICULARS = {
    "days": _("天数"),
    "preset": _("时限方案"),
    "described": _("说明"),
    "with_titles": _("写明标题"),
    "items": _("工作编号"),
    "reminders": _("提醒"),
    "limit": _("时限"),
    "amount": _("数量"),
    "unit": _("单位"),
    "ends": _("最后一天到"),
    "roll_to_workday": _("遇休息日顺延"),
    "is_workday": _("上班"),
    "checked": _("核对的时限"),
    "changed": _("改动了"),
}
# Kept as codes, told in words.
VALUES: dict[str, list[tuple[Any, Any]]] = {"unit": Unit.choices, "ends": Ends.choices}
