from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField
from linli.registers.residents.models.statements import Source


class Level(models.IntegerChoices):
    """How far a tag is told: to who sees residents, to who works for them, to few."""

    ORDINARY = 1, _("普通")
    RESTRICTED = 2, _("受限")
    SENSITIVE = 3, _("敏感")


class Tag(models.Model):
    """An entry of the tag dictionary.

    `rule`: derived, held by whoever fits (see `rules`), and never given by hand. `field`: follows
    a yes-or-no fact of the catalogue. `months`: how long one holds it, `review_months`: how often
    somebody looks again.
    """

    name = models.CharField(_("名称"), max_length=20, unique=True)
    level = models.PositiveSmallIntegerField(_("敏感程度"), choices=Level, default=Level.ORDINARY)
    basis = models.CharField(_("依据和用途"), max_length=200, blank=True)
    needs_proof = models.BooleanField(_("要有凭证"), default=False)
    months = models.PositiveSmallIntegerField(_("有效几个月"), null=True, blank=True)
    review_months = models.PositiveSmallIntegerField(_("几个月复核一次"), null=True, blank=True)
    rule = models.JSONField(null=True, blank=True)
    field = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["field"], condition=~models.Q(field=""), name="tag_field_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_derived(self) -> bool:
        return self.rule is not None


class PersonTag(models.Model):
    """A tag that somebody holds; taken away, the row goes and the log keeps it."""

    person = models.ForeignKey(
        "residents.Person", models.CASCADE, related_name="tags", db_index=False
    )
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="held", db_index=False)
    # As the person's: a community's holders lie together in the index.
    place_path = PathField()
    since = models.DateField(_("从哪天起"))
    until = models.DateField(_("到哪天止"), null=True, blank=True)
    review_on = models.DateField(_("复核日期"), null=True)
    proof = EncryptedTextField(field_id="residents.tag.proof", blank=True)
    source = models.CharField(_("来源"), max_length=12, choices=Source)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["tag", "place_path", "person"], name="persontag_tag_place"),
            models.Index(
                fields=["until"], condition=models.Q(until__isnull=False), name="persontag_until"
            ),
            models.Index(
                fields=["review_on"],
                condition=models.Q(review_on__isnull=False),
                name="persontag_review",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "tag"], name="persontag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.tag}"
