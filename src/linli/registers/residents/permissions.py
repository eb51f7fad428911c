from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class ResidentsPermission(StrEnum):
    VIEW = "residents.view"
    REVEAL = "residents.reveal"


LABELS: dict[StrEnum, tuple[object, object]] = {
    ResidentsPermission.VIEW: (_("居民"), _("查看居民基本信息（电话、证号打码）")),
    ResidentsPermission.REVEAL: (_("居民"), _("查看完整电话、证号，每次留下记录")),
}
