"""What belongs to people: hand-overs between them, their saved views, their calendar feeds."""

from django.db import models
from django.db.models import Q

from linli.kernel.fields import PathField


class HandOver(models.Model):
    """One step in which a person's or a grid's open work went to somebody else.

    `place_path` is the closest place that holds all of its items: who oversees it may read the
    record.
    """

    at = models.DateTimeField()
    from_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    to_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    place_path = PathField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["place_path", "-at"], name="handover_place")]
        constraints = [
            models.CheckConstraint(
                name="handover_undone_whole",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_user or self.place} → {self.to_user}"


class HandedItem(models.Model):
    """One item of a hand-over, and who had it before (nobody: it was the unit's)."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="items")
    item = models.ForeignKey("work.WorkItem", models.PROTECT, related_name="+")
    from_user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "item"], name="handed_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.hand_over_id} {self.item_id}"


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


class FeedToken(models.Model):
    """The secret address under which a calendar program reads one person's due times.

    The address is signed from `key`; deleting the row, or giving it a new key, ends the old one.
    Titles are a resident's words, and calendar programs send them on: left out unless wanted.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    with_titles = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}"
