from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class NoticesPermission(StrEnum):
    MANAGE = "notices.manage"


LABELS: dict[StrEnum, tuple[object, object]] = {
    NoticesPermission.MANAGE: (_("消息"), _("设置群机器人，查看和重发没发出的消息")),
}
