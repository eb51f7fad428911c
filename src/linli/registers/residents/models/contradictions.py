from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import BlindIndexField, PathField


class Contradiction(models.Model):
    """Two things on record that can't both be so; which, is worked out anew where it is shown.

    `mark`: of the values that contradict. Somebody looked and all is well (`settled_at`): that
    holds until one of them changes.
    """

    person = models.ForeignKey(
        "residents.Person", models.CASCADE, related_name="contradictions", db_index=False
    )
    place_path = PathField()
    rule = models.SlugField(_("什么对不上"), db_index=False)
    mark = BlindIndexField()
    found_on = models.DateField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    note = models.CharField(_("说明"), max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["place_path", "rule"],
                condition=models.Q(settled_at=None),
                name="contradiction_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "rule"], name="contradiction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.rule}"
