from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField


class Topic(models.Model):
    """Requests of one matter. Nothing of their words is kept here: what a page shows of them it
    takes from the requests that its reader may see."""

    found_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # Over all its requests, seen or not: which topics a page looks at first.
    heat = models.FloatField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-heat", "id"], name="topic_heat")]

    def __str__(self) -> str:
        return str(self.pk)


class Member(models.Model):
    """A request in its topic; `position` 0 is the one that says best what it is about."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="members", db_index=False)
    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["topic", "position"], name="topic_member")]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.case_id}"


class Plan(models.Model):
    """One plan for one matter (一事一策), as work with a limit at one community."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="plans")
    work = models.OneToOneField("work.WorkItem", models.PROTECT, related_name="topic_plan")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    title = models.CharField(_("这件事"), max_length=100)
    measures = models.TextField(_("打算怎么办"))
    until_on = models.DateField(_("哪天办好"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.TextField(_("办得怎么样"), blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place_path", "-at"], name="topic_plan_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "place"],
                condition=Q(closed_at=None),
                name="topic_plan_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
