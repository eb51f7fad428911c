from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField
from linli.kernel.labels import QuickLabels


class Phase(models.TextChoices):
    OPEN = "open", _("在办")
    WAITING = "waiting", _("等待")
    DONE = "done", _("已办")
    DROPPED = "dropped", _("终止")


class Priority(models.IntegerChoices):
    NORMAL = 0, _("一般")
    COMPLEX = 1, _("复杂")
    URGENT = 2, _("紧急")
    EMERGENCY = 3, _("特急")


class WorkItem(QuickLabels):
    """What a person has to do. `due_at` is the nearest limit of its running clocks."""

    kind = models.SlugField()
    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    resident = models.ForeignKey("residents.Person", models.SET_NULL, null=True, related_name="+")
    # Without indexes of their own: a planner would take those, through years of closed work.
    team = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    phase = models.CharField(max_length=8, choices=Phase, default=Phase.OPEN)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Open work only: these stay small however many years of closed work there are.
            models.Index(
                fields=["assignee", "due_at", "id"],
                condition=Q(closed_at=None),
                name="work_open_assignee",
            ),
            models.Index(
                fields=["place_path", "due_at"],
                condition=Q(closed_at=None),
                name="work_open_place",
            ),
            models.Index(
                fields=["team", "due_at", "id"], condition=Q(closed_at=None), name="work_open_team"
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(closed_at=None), name="work_open_due"
            ),
            models.Index(
                fields=["resident", "-opened_at"],
                condition=Q(resident__isnull=False),
                name="work_resident",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="work_closed_phase",
                condition=Q(closed_at=None, phase__in=["open", "waiting"])
                | Q(closed_at__isnull=False, phase__in=["done", "dropped"]),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """A colleague's note on an item; never shown to residents."""

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:40]
