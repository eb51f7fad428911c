from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.labels import QuickLabels


class ClockKind(models.TextChoices):
    SIGN = "sign", _("签收")
    CONTACT = "contact", _("联系")
    HANDLE = "handle", _("办理")
    OBJECTION = "objection", _("异议裁定")
    RESPOND = "respond", _("到场响应")
    CALLBACK = "callback", _("回访")
    REOPEN = "reopen", _("可重开")
    URGE = "urge", _("可再催")
    SUPERVISE = "supervise", _("督办")


# What a preset may set a limit for; a supervised item is due when its supervisor says.
SET_BY_RULES = [kind for kind in ClockKind if kind != ClockKind.SUPERVISE]


class Clock(QuickLabels):
    """One limit on an item. `due_at` is empty only while the clock is paused.

    `rule` keeps the words of the rule as they were at the start: {"amount", "unit", "ends",
    "roll_to_workday", "preset", "version"}. From `amber_at` on it shows as nearly due.
    `remind_at` is the next step of the preset's reminder ladder, `reminded_at` the last that was
    taken; `overdue_told_at` is set once for each due time.
    """

    item = models.ForeignKey("work.WorkItem", models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=10, choices=ClockKind)
    rule = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    amber_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    # The limit as somebody extended it: no change of rule or calendar moves it.
    extended_to = models.DateTimeField(null=True)
    # Counted over days whose official calendar was not out yet.
    provisional = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            # What the sweep has still to tell: empty most of the time, however many clocks run.
            models.Index(
                fields=["remind_at", "id"],
                condition=Q(stopped_at=None, remind_at__isnull=False),
                name="clock_to_remind",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(stopped_at=None, overdue_told_at=None, due_at__isnull=False),
                name="clock_to_tell",
            ),
            models.Index(
                fields=["id"],
                condition=Q(stopped_at=None, provisional=True),
                name="clock_provisional",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="clock_amber_with_due",
                condition=Q(due_at=None, amber_at=None)
                | Q(due_at__isnull=False, amber_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["item", "kind"], condition=Q(stopped_at=None), name="clock_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_at:%F %H:%M}" if self.due_at else self.kind

    @property
    def met(self) -> bool | None:
        """Whether it was stopped in time; None while it runs."""
        if self.stopped_at is None:
            return None
        return self.due_at is None or self.stopped_at <= self.due_at


class ClockPause(models.Model):
    """A pause with its reason, which the resident is told."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["from_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(to_at=None), name="pause_one_open"
            ),
            models.CheckConstraint(
                name="pause_forward", condition=Q(to_at=None) | Q(to_at__gte=models.F("from_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Supervision(models.Model):
    """督办: somebody in charge wants a result by a day, and says why. Over when its clock stops."""

    item = models.ForeignKey("work.WorkItem", models.CASCADE, related_name="supervisions")
    clock = models.OneToOneField(Clock, models.CASCADE, related_name="supervision")
    note = models.CharField(_("督办要求"), max_length=500)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.note
