from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class OrganisationsPermission(StrEnum):
    MANAGE = "organisations.manage"


LABELS: dict[StrEnum, tuple[object, object]] = {
    OrganisationsPermission.MANAGE: (_("单位"), _("维护部门、物业等单位和联系人")),
}
