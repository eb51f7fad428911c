from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField
from linli.registers.residents.models.people import Presence


class LifeKind(models.TextChoices):
    """What changes where somebody is."""

    MOVED_IN = "moved_in", _("迁入")
    BORN = "born", _("出生")
    MOVED = "moved", _("搬家")
    AWAY = "away", _("外出")
    HOSPITAL = "hospital", _("住院")
    INSTITUTION = "institution", _("住进养老机构")
    ABROAD = "abroad", _("出境")
    RETURNED = "returned", _("回来")
    LEFT = "left", _("迁出")
    DIED = "died", _("去世")


class LifeEvent(models.Model):
    """One change of where somebody is. In order they are the person's stays over time.

    What stood before is kept, so that the last one can be taken back as long as nothing followed.
    """

    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="life")
    kind = models.CharField(max_length=12, choices=LifeKind)
    on = models.DateField()
    household = models.ForeignKey(
        "residents.Household", models.SET_NULL, null=True, related_name="+"
    )
    place_path = PathField()
    presence = models.CharField(max_length=12, choices=Presence)
    # Where to, or where from: a hospital, a city, an address.
    where = EncryptedTextField(field_id="residents.life.where", blank=True)
    before_household = models.ForeignKey(
        "residents.Household", models.SET_NULL, null=True, related_name="+"
    )
    before_presence = models.CharField(max_length=12, choices=Presence, blank=True)
    before_relation = models.CharField(max_length=20, blank=True)
    was_head = models.BooleanField(default=False)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="life_undone_whole",
                condition=Q(undone_at__isnull=False) | Q(undone_by=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
