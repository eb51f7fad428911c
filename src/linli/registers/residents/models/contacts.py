from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField


class ContactRole(models.TextChoices):
    EMERGENCY = "emergency", _("紧急联系人")
    GUARDIAN = "guardian", _("监护人")
    FAMILY = "family", _("其他亲友")


class Contact(models.Model):
    """Whom to reach for a resident: name, relation (GB/T 4761) and number."""

    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="contacts")
    role = models.CharField(_("身份"), max_length=12, choices=ContactRole)
    name = models.CharField(_("姓名"), max_length=40)
    relation = models.CharField(_("关系"), max_length=20, blank=True)
    phone = EncryptedTextField(field_id="residents.contact.phone", blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
