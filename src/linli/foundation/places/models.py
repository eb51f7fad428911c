from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField


class Kind(models.TextChoices):
    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    STREET = "street", _("街道")
    COMMUNITY = "community", _("社区")
    GRID = "grid", _("网格")
    BUILDING = "building", _("楼栋")
    UNIT = "unit", _("单元")
    DWELLING = "dwelling", _("住房")


# What may stand directly under what; a level may be skipped (a building without units).
BELOW = {
    Kind.CITY: {Kind.DISTRICT},
    Kind.DISTRICT: {Kind.STREET},
    Kind.STREET: {Kind.COMMUNITY},
    Kind.COMMUNITY: {Kind.GRID, Kind.BUILDING},
    Kind.GRID: {Kind.BUILDING},
    Kind.BUILDING: {Kind.UNIT, Kind.DWELLING},
    Kind.UNIT: {Kind.DWELLING},
    Kind.DWELLING: set(),
}


class Place(models.Model):
    """One node of the tree. `name` is its own, `full_name` the address from the community down."""

    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=200)
    # Street and community: the 12-digit division code; grid: the site's own code.
    code = models.CharField(max_length=24, blank=True)
    path = PathField(unique=True, null=True)
    sort_key = models.CharField(max_length=40, blank=True)
    # The public contact card of a grid or community.
    contact_name = models.CharField(max_length=40, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    supervision_phone = models.CharField(max_length=30, blank=True)
    # GeoJSON polygon, or a point [x, y] on the sketch map (0..1 of its width and height).
    outline = models.JSONField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["parent", "sort_key"], name="place_children"),
            models.Index(fields=["kind", "path"], name="place_kind_path"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["parent", "kind", "name"], name="place_name_once"),
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="place_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.name

    @property
    def place_path(self) -> str:
        """The audit log asks every subject for its place."""
        return self.path or ""
