from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField
from linli.services.changes.models.rules import KINDS


class Outcome(models.TextChoices):
    OPEN = "", _("待跟进")
    CONTACTED = "contacted", _("已联系")
    UPDATED = "updated", _("已更新")
    UNNEEDED = "unneeded", _("不用跟进")
    # The system's own: the tag was reviewed, the move taken back.
    SETTLED = "settled", _("已经处理好")


class FollowUp(models.Model):
    """What one person's changes ask for, together; another one for those only few may know of.

    `told_at`: when whose work it is heard of it, in a digest.
    """

    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="follow_ups")
    place_path = PathField()
    sensitive = models.BooleanField(default=False)
    item = models.OneToOneField("work.WorkItem", models.CASCADE, related_name="follow_up")
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["place_path", "id"], condition=Q(done_at=None), name="followup_open"
            ),
            models.Index(
                fields=["id"], condition=Q(told_at=None, done_at=None), name="followup_to_tell"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "sensitive"], condition=Q(done_at=None), name="followup_one_open"
            ),
            models.CheckConstraint(
                name="followup_done_whole",
                condition=Q(done_at=None, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Matter(models.Model):
    """One change. `key` is the register's: found again, it is known, also when long done."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="matters")
    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="+", db_index=False)
    kind = models.SlugField(choices=KINDS, db_index=False)
    key = models.CharField(max_length=60)
    on = models.DateField()
    age = models.PositiveSmallIntegerField(null=True)
    tag = models.ForeignKey(
        "residents.Tag", models.CASCADE, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="matter_once"),
        ]

    def __str__(self) -> str:
        return self.key
