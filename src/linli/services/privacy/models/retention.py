from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField


class Rule(models.TextChoices):
    """Why something goes by itself (arts 19, 47)."""

    GONE = "gone", _("迁出或去世满期")
    WITHDRAWN = "withdrawn", _("不同意使用满7天")
    EMPTY = "empty", _("没有人的空户")
    CLAIMS = "claims", _("个人信息申请办结满三年")


class Hold(models.Model):
    """A file is kept longer than its time, for a reason and until a day: a lawsuit, a dispute."""

    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    place_path = PathField()
    reason = EncryptedTextField(field_id="privacy.hold.reason")
    until = models.DateField(_("留到哪天"))
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["until", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(released_at=None), name="hold_one_running"
            )
        ]

    def __str__(self) -> str:
        return f"{self.until}"


class Trimmed(models.Model):
    """How far a file of somebody who is gone has been taken back: groups whose time is at most
    `months` are out of it. So that a night opens no file twice; begun anew when purposes change."""

    person = models.OneToOneField("residents.Person", models.CASCADE, related_name="+")
    left_on = models.DateField()
    months = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.months}"


class Erasure(models.Model):
    """The proof that something went: how much, by which rule, and the digest of which records.

    `records` are their kinds and ids; `digest` lets an auditor see whether one was among them,
    without their names being kept. `left_over`: what was still there afterwards, counted anew.
    """

    rule = models.CharField(max_length=10, choices=Rule)
    place_path = PathField(blank=True)
    place_name = models.CharField(max_length=100, blank=True)
    records = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    left_over = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["place_path", "-id"], name="erasure_place")]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.records}"
