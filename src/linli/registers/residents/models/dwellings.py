from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField
from linli.registers.residents.models.details import Detailed


class Occupancy(models.TextChoices):
    OWNER = "owner", _("自住")
    TENANT = "tenant", _("出租")
    VACANT = "vacant", _("空置")
    BUSINESS = "business", _("经营")
    DORMITORY = "dormitory", _("集体宿舍")


class Dwelling(Detailed):
    """What is known of a dwelling beyond its place in the tree; made when something is told."""

    place = models.OneToOneField("places.Place", models.CASCADE, related_name="+")
    place_path = PathField()
    occupancy = models.CharField(_("使用情况"), max_length=10, choices=Occupancy, blank=True)
    details = EncryptedTextField(field_id="residents.dwelling.details", blank=True)

    class Meta:
        indexes = [models.Index(fields=["place_path"], name="dwelling_place")]

    def __str__(self) -> str:
        return str(self.place)
