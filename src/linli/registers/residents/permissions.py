from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class ResidentsPermission(StrEnum):
    VIEW = "residents.view"
    REVEAL = "residents.reveal"
    EDIT = "residents.edit"
    SENSITIVE = "residents.sensitive"
    MANAGE = "residents.manage"


LABELS: dict[StrEnum, tuple[object, object]] = {
    ResidentsPermission.VIEW: (_("居民"), _("查看居民基本信息（电话、证号打码）")),
    ResidentsPermission.REVEAL: (_("居民"), _("查看完整电话、证号，每次留下记录")),
    ResidentsPermission.EDIT: (_("居民"), _("登记和修改居民、家庭、房屋")),
    ResidentsPermission.SENSITIVE: (_("居民"), _("查看健康、救助、账户等敏感信息")),
    ResidentsPermission.MANAGE: (_("居民"), _("维护标签，合并重复的档案")),
}
