import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A worker's heartbeat: while `seen_at` is fresh, what it runs is left alone."""

    id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Schedule(models.Model):
    """When a scheduled job is due next. The rows follow the code; only `enabled` is a person's."""

    name = models.CharField(max_length=64, unique=True)
    task_path = models.CharField(max_length=200)
    every_seconds = models.PositiveIntegerField(null=True)
    daily_at = models.TimeField(null=True)
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="schedule_every_or_daily",
                condition=models.Q(every_seconds__gt=0, daily_at=None)
                | models.Q(every_seconds=None, daily_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class UniqueKey(models.Model):
    """The waiting job of a unique job and its arguments; a row that points elsewhere is free."""

    key = models.CharField(primary_key=True, max_length=64)
    task = models.ForeignKey(
        "django_tasks_database.DBTaskResult", models.CASCADE, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.key


class ProgressState(models.TextChoices):
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")
    CANCELLED = "cancelled", _("已取消")


class Progress(models.Model):
    """How far a long job is, for the page that waits for it.

    `owner_id` is the account's number and no foreign key: accounts stand above jobs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=120)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ProgressState, default=ProgressState.RUNNING)
    message = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    cancel_requested_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner_id", "-started_at"], name="progress_owner")]

    def __str__(self) -> str:
        return f"{self.label} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        """0 to 100; 0 while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_running(self) -> bool:
        return self.state == ProgressState.RUNNING
