from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotAllowed


class WorkPermission(StrEnum):
    SEE_ALL = "work.see_all"
    HAND_OVER = "work.hand_over"
    MANAGE_RULES = "work.manage_rules"


LABELS: dict[StrEnum, tuple[object, object]] = {
    WorkPermission.SEE_ALL: (_("工作"), _("查看全部人员的待办与负荷")),
    WorkPermission.HAND_OVER: (_("工作"), _("把一个人或一个网格的工作交接给别人")),
    WorkPermission.MANAGE_RULES: (_("工作"), _("维护时限规则和工作日历")),
}


def can_manage_rules(user: accounts.User | None) -> bool:
    """Limits and calendar hold for the whole site: only for who answers for all of it."""
    if user is None or not accounts.holds_anywhere(user, WorkPermission.MANAGE_RULES):
        return False
    own = accounts.scope(user, WorkPermission.MANAGE_RULES, "path")
    return not places.communities().exclude(own).exists()


def check_manage_rules(user: accounts.User | None) -> None:
    """Raise `NotAllowed` unless the person may change limits and calendar."""
    if not can_manage_rules(user):
        raise NotAllowed(
            _("时限和工作日历对全站生效，只有管理全部社区的人可以修改。"),
            permission=WorkPermission.MANAGE_RULES,
        )
