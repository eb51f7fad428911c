from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import BlindIndexField, EncryptedTextField, PathField


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class Household(models.Model):
    """People who live together in one dwelling."""

    dwelling = models.ForeignKey("places.Place", models.PROTECT, related_name="households")
    place_path = PathField()

    class Meta:
        indexes = [models.Index(fields=["place_path"], name="household_place")]

    def __str__(self) -> str:
        return str(self.dwelling)


class Person(models.Model):
    """A resident. Telephone and identity number are stored encrypted, found by blind index."""

    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="people")
    place_path = PathField()
    name = models.CharField(_("姓名"), max_length=40)
    # All readings, space-separated: "danxiaowei shanxiaowei" and "dxw sxw".
    pinyin = models.CharField(max_length=120, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNSTATED)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    # GB/T 4761 relation to the head, in words until the full register comes.
    relation = models.CharField(_("与户主关系"), max_length=20, blank=True)
    phone = EncryptedTextField(field_id="residents.person.phone", blank=True)
    phone_index = BlindIndexField(blank=True)
    phone_last4_index = BlindIndexField(blank=True)
    id_number = EncryptedTextField(field_id="residents.person.id_number", blank=True)
    id_number_index = BlindIndexField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["place_path", "name"], name="person_place_name"),
            models.Index(fields=["pinyin"], name="person_pinyin"),
            models.Index(fields=["initials"], name="person_initials"),
            models.Index(
                fields=["phone_index"], condition=~models.Q(phone_index=""), name="person_phone"
            ),
            models.Index(
                fields=["phone_last4_index"],
                condition=~models.Q(phone_last4_index=""),
                name="person_phone_last4",
            ),
            models.Index(
                fields=["id_number_index"],
                condition=~models.Q(id_number_index=""),
                name="person_id_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name
