from django.db import models
from django.db.models import F, Q

from linli.kernel.fields import PathField


class Merge(models.Model):
    """Two files of one person became one; what was carried over is noted, to be given back."""

    kept = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    gone = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    place_path = PathField()
    statement = models.ForeignKey(
        "residents.Statement", models.SET_NULL, null=True, related_name="+"
    )
    tags = models.JSONField(default=list)
    contacts = models.JSONField(default=list)
    # The household of which the file that went was the head.
    headed = models.ForeignKey("residents.Household", models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merge_gone_once"
            ),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class Distinct(models.Model):
    """Somebody looked: two files that look alike are two people. `first` has the smaller id."""

    first = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    second = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(name="distinct_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
