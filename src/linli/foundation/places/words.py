"""What this app's deeds are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "places.add": _("新建区划"),
    "places.add_lines": _("导入楼栋住房"),
    "places.close": _("停用区划"),
    "places.describe": _("修改区划名称"),
    "places.draw": _("修改示意图"),
    "places.remove_unused": _("撤销导入的楼栋住房"),
    "places.reopen": _("恢复区划"),
    "places.update_card": _("修改公示卡"),
}

PARTICULARS = {
    "card": _("公示卡"),
    "before": _("原来"),
    "after": _("现在"),
    "name": _("名称"),
    "code": _("代码"),
    "on": _("日期"),
    "buildings": _("楼栋数"),
    "units": _("单元数"),
    "dwellings": _("住房数"),
}
