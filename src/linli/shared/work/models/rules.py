from django.db import models
from django.db.models import Q

from linli.shared.work.deadlines import Ends, Unit
from linli.shared.work.models.clocks import ClockKind
from linli.shared.work.models.items import Priority


class Preset(models.Model):
    """A city's set of limits; exactly one is in use, the others serve comparison."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    in_use = models.BooleanField(default=False)
    # When people are reminded of a limit, see `deadlines.Ladder`; empty: once, when it is amber.
    reminders = models.JSONField(default=list)

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
    unit = models.CharField(max_length=14, choices=Unit)
    ends = models.CharField(max_length=10, choices=Ends, default=Ends.MIDNIGHT)
    roll_to_workday = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["preset", "kind", "topic", "priority"]
        constraints = [
            # NULLs are all different to a database: two constraints make one.
            models.UniqueConstraint(
                fields=["preset", "kind", "topic", "priority"],
                condition=Q(priority__isnull=False),
                name="rule_once",
            ),
            models.UniqueConstraint(
                fields=["preset", "kind", "topic"],
                condition=Q(priority=None),
                name="rule_once_any_priority",
            ),
            # 0 days is the same day; 0 hours is a slip of the keyboard.
            models.CheckConstraint(
                name="rule_amount",
                condition=Q(amount__gt=0) | Q(unit__in=["days", "working_days"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preset} {self.get_kind_display()} {self.amount} {self.get_unit_display()}"


class OfficialYear(models.Model):
    """A year whose notice of the State Council was entered in full as calendar days."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day on which the site's calendar differs from, or completes, the library's."""

    day = models.DateField(unique=True)
    is_workday = models.BooleanField()
    note = models.CharField(max_length=100, blank=True)
    # The notice it stands in; empty for a day that the site set by itself.
    notice = models.ForeignKey(OfficialYear, models.CASCADE, null=True, related_name="days")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"
