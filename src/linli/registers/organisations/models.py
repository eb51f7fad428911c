from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField


class Kind(models.TextChoices):
    COMMUNITY = "community", _("社区居委会")
    STREET = "street", _("街道办事处")
    DEPARTMENT = "department", _("政府部门")
    UTILITY = "utility", _("公用企业")
    PROPERTY = "property", _("物业公司")
    OWNERS = "owners", _("业主委员会")
    PARTNER = "partner", _("社会组织与其他")


class Organisation(models.Model):
    """A unit that can own, assist or be called to work; `place` is the area it serves."""

    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=80)
    duties = models.CharField(_("职责"), max_length=300, blank=True)
    phone = models.CharField(_("值班电话"), max_length=30, blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        indexes = [models.Index(fields=["place_path", "kind"], name="organisation_place")]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="organisation_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person to call at a unit; need not sign in."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    name = models.CharField(_("姓名"), max_length=40)
    phone = models.CharField(_("电话"), max_length=30)
    duty = models.CharField(_("分工"), max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"


class Member(models.Model):
    """A person who signs in for a unit."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="members")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="memberships")
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.organisation}"
