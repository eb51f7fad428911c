from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField


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


class WorkItem(models.Model):
    """What a person has to do. `due_at` is the nearest limit of its running clocks."""

    kind = models.SlugField()
    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    resident = models.ForeignKey("residents.Person", models.SET_NULL, null=True, related_name="+")
    team = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    assignee = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
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
            models.Index(fields=["due_at", "id"], condition=Q(closed_at=None), name="work_open_due"),
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


class ClockKind(models.TextChoices):
    SIGN = "sign", _("签收")
    CONTACT = "contact", _("联系")
    HANDLE = "handle", _("办理")
    OBJECTION = "objection", _("异议裁定")
    RESPOND = "respond", _("到场响应")
    CALLBACK = "callback", _("回访")
    REOPEN = "reopen", _("可重开")


class Clock(models.Model):
    """One limit on an item. `due_at` is empty only while the clock is paused.

    `rule` keeps the words of the rule as they were at the start: {"amount", "unit", "ends",
    "roll_to_workday", "preset", "version"}.
    """

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=10, choices=ClockKind)
    rule = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    # Counted over days whose official calendar was not out yet.
    provisional = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(stopped_at=None, due_at__isnull=False),
                name="clock_running",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"], condition=Q(stopped_at=None), name="clock_one_running"
            )
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


class Preset(models.Model):
    """A city's set of limits; exactly one is in use, the others serve comparison."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    in_use = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=Q(in_use=True), name="preset_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """How long a clock gives. The most particular rule that fits counts: topic, then priority."""

    preset = models.ForeignKey(Preset, models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=10, choices=ClockKind)
    # "" fits every topic; for cases the topic is the nature (consult, complaint …).
    topic = models.SlugField(blank=True)
    # Empty fits every priority.
    priority = models.SmallIntegerField(choices=Priority, null=True, blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=14)
    ends = models.CharField(max_length=10, default="midnight")
    roll_to_workday = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["preset", "kind", "topic", "priority"]
        constraints = [
            models.UniqueConstraint(
                fields=["preset", "kind", "topic", "priority"],
                name="rule_once",
            ),
            models.CheckConstraint(name="rule_amount", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.preset} {self.get_kind_display()} {self.amount} {self.unit}"


class CalendarDay(models.Model):
    """A day on which the site's calendar differs from, or completes, the library's."""

    day = models.DateField(unique=True)
    is_workday = models.BooleanField()
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"


class OfficialYear(models.Model):
    """A year whose notice of the State Council was entered in full as calendar days."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.year)


class HandOver(models.Model):
    """One step in which a person's or a grid's open work went to somebody else."""

    at = models.DateTimeField()
    from_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    to_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    items = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.from_user} → {self.to_user} ({len(self.items)})"


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


class SavedView(models.Model):
    """A list's filters under a name, for one person."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    page = models.SlugField()
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name
