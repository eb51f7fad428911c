"""What the deeds of this app are called in the log."""

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, object] = {
    "reports.export": _("导出三率表格"),
    "reports.save_formula": _("修改三率口径"),
    "reports.use_formula": _("选用三率口径"),
}
PARTICULARS: dict[str, object] = {
    "name": _("名称"),
    "source": _("依据"),
    "response_weight": _("响应率权重（%）"),
    "solution_weight": _("解决率权重（%）"),
    "satisfaction_weight": _("满意率权重（%）"),
    "fair_worth": _("基本满意折算（%）"),
    "period_start_day": _("考核期起始日"),
}
