from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class ReportsPermission(StrEnum):
    VIEW = "reports.view"
    MANAGE = "reports.manage"


LABELS: dict[StrEnum, tuple[object, object]] = {
    ReportsPermission.VIEW: (_("统计"), _("查看三率和时限统计")),
    ReportsPermission.MANAGE: (_("统计"), _("修改三率的计算参数")),
}
