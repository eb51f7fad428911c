from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts


class WorkPermission(StrEnum):
    SEE_ALL = "work.see_all"
    HAND_OVER = "work.hand_over"
    MANAGE_RULES = "work.manage_rules"


LABELS: dict[StrEnum, tuple[object, object]] = {
    WorkPermission.SEE_ALL: (_("工作"), _("查看全部人员的待办与负荷")),
    WorkPermission.HAND_OVER: (_("工作"), _("把一个人或一个网格的工作交接给别人")),
    WorkPermission.MANAGE_RULES: (_("工作"), _("维护时限规则和工作日历")),
}


def check_manage_rules(user: accounts.User | None) -> None:
    """Raise `NotAllowed` unless the person may change limits and calendar, which hold for all."""
    accounts.check_everywhere(user, WorkPermission.MANAGE_RULES)
