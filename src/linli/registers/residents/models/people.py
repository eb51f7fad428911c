from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import BlindIndexField, EncryptedTextField, PathField
from linli.registers.residents.models.details import Detailed


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class Presence(models.TextChoices):
    """Where somebody of the register is now. The first five belong to the community."""

    HERE = "here", _("在住")
    AWAY = "away", _("外出")
    HOSPITAL = "hospital", _("住院")
    INSTITUTION = "institution", _("住养老机构")
    ABROAD = "abroad", _("出境")
    LEFT = "left", _("已迁出")
    DIED = "died", _("已去世")


LIVING = (
    Presence.HERE,
    Presence.AWAY,
    Presence.HOSPITAL,
    Presence.INSTITUTION,
    Presence.ABROAD,
)


class Registration(models.TextChoices):
    """Where somebody is registered (户籍), seen from here."""

    UNKNOWN = "", _("未登记")
    HERE = "here", _("户籍在本社区")
    ELSEWHERE = "elsewhere", _("户籍在外地")


class Household(Detailed):
    """People who live together in one dwelling.

    `size` and `youngest_on` (the last birth) tell of the members who belong to the community; they
    are kept by `actions.households.count`, and again on each member, for lists.
    """

    dwelling = models.ForeignKey("places.Place", models.PROTECT, related_name="households")
    place_path = PathField()
    head = models.ForeignKey("residents.Person", models.SET_NULL, null=True, related_name="+")
    size = models.PositiveSmallIntegerField(_("人口"), default=0)
    youngest_on = models.DateField(null=True)
    details = EncryptedTextField(field_id="residents.household.details", blank=True)

    class Meta:
        indexes = [models.Index(fields=["place_path"], name="household_place")]

    def __str__(self) -> str:
        return str(self.dwelling)


class Person(Detailed):
    """A resident. Telephone and identity number are stored encrypted, found by blind index."""

    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="people")
    place_path = PathField()
    name = models.CharField(_("姓名"), max_length=40)
    # All readings, space-separated: "danxiaowei shanxiaowei" and "dxw sxw".
    pinyin = models.CharField(max_length=120, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNSTATED)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    # GB/T 4761, two digits.
    relation = models.CharField(_("与户主关系"), max_length=20, blank=True)
    presence = models.CharField(_("状态"), max_length=12, choices=Presence, default=Presence.HERE)
    registration = models.CharField(
        _("户籍"), max_length=10, choices=Registration, default=Registration.UNKNOWN, blank=True
    )
    # GB/T 3304, 4762, 4658, 2261.2, 2261.4.
    ethnicity = models.CharField(_("民族"), max_length=2, blank=True)
    political_status = models.CharField(_("政治面貌"), max_length=2, blank=True)
    education = models.CharField(_("文化程度"), max_length=2, blank=True)
    marital_status = models.CharField(_("婚姻状况"), max_length=2, blank=True)
    employment_status = models.CharField(_("就业状况"), max_length=2, blank=True)
    phone = EncryptedTextField(field_id="residents.person.phone", blank=True)
    phone_index = BlindIndexField(blank=True)
    phone_last4_index = BlindIndexField(blank=True)
    id_number = EncryptedTextField(field_id="residents.person.id_number", blank=True)
    id_number_index = BlindIndexField(blank=True)
    details = EncryptedTextField(field_id="residents.person.details", blank=True)
    # Copies of the household's figures.
    household_size = models.PositiveSmallIntegerField(default=0)
    household_youngest_on = models.DateField(null=True)
    # Somebody who was on record twice: the record that counts.
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, db_index=False, related_name="merged"
    )

    class Meta:
        indexes = [
            models.Index(fields=["place_path", "name"], name="person_place_name"),
            models.Index(fields=["pinyin", "id"], name="person_pinyin"),
            models.Index(fields=["initials"], name="person_initials"),
            # Only of the few that are merged: SQLite would take an index of all for "none".
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="person_merged",
            ),
            # All that derived tags and the list's filters ask, so that the rows need not be read.
            models.Index(
                fields=[
                    "born_on",
                    "presence",
                    "household_size",
                    "registration",
                    "sex",
                    "place_path",
                ],
                condition=models.Q(merged_into=None),
                name="person_ages",
            ),
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
