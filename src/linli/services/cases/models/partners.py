"""Other systems that send and read requests: their keys, and what came from whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField


class ApiKey(models.Model):
    """A key that another system signs in with; the key itself is shown once and never stored."""

    name = models.CharField(_("系统名称"), max_length=60)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("使用单位"),
    )
    place = models.ForeignKey(
        "places.Place", models.PROTECT, related_name="+", verbose_name=_("范围")
    )
    place_path = PathField()
    digest = models.CharField(max_length=64, unique=True)
    # The first signs, so that a person can tell keys apart.
    hint = models.CharField(max_length=12)
    active = models.BooleanField(default=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-active", "name", "id"]
        constraints = [
            models.CheckConstraint(
                name="apikey_closed_whole",
                condition=Q(active=True, closed_at=None) | Q(active=False, closed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A request that another system sent. With the same token it is the same request."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="delivery")
    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="deliveries")
    token = models.CharField(max_length=64)
    account_id = models.CharField(max_length=80, blank=True)
    # Kept as text for people to judge; never fetched.
    media_url = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "token"], name="delivery_once")]

    def __str__(self) -> str:
        return self.token
