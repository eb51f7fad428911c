from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField


class MonthCount(models.Model):
    """How many requests of a category came in a month at or below a grid, a community or what
    stands above; see `counting`. Only those that have some."""

    place = models.ForeignKey("places.Place", models.CASCADE, related_name="+", db_index=False)
    category = models.ForeignKey(
        "cases.Category", models.CASCADE, null=True, related_name="+", db_index=False
    )
    month = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        indexes = [
            # All that a page needs lies in the index.
            models.Index(fields=["place", "month", "category", "number"], name="monthcount_place"),
            models.Index(fields=["month"], name="monthcount_month"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "month", "category"],
                nulls_distinct=False,
                name="monthcount_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.place_id} {self.category_id}"


class Counted(models.Model):
    """When the months were counted last: the one row that is there."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at}"


class Plan(models.Model):
    """What is done before a month for what it brings (提前安排), as work with a limit.

    `came`: how many requests have come that it was for; set by `queries`."""

    came = 0

    work = models.OneToOneField("work.WorkItem", models.PROTECT, related_name="ahead_plan")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    category = models.ForeignKey("cases.Category", models.PROTECT, related_name="+")
    month = models.DateField()
    title = models.CharField(_("做什么"), max_length=100)
    measures = models.TextField(_("打算怎么做"))
    until_on = models.DateField(_("哪天做好"))
    # What was expected when it was made: told beside what came.
    expected = models.FloatField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.TextField(_("做得怎么样"), blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place_path", "month"], name="ahead_plan_place")]
        constraints = [
            models.UniqueConstraint(fields=["place", "category", "month"], name="ahead_plan_once"),
        ]

    def __str__(self) -> str:
        return self.title
