from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField


class Word(models.TextChoices):
    GIVEN = "given", _("同意")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("撤回同意")


class How(models.TextChoices):
    PAPER = "paper", _("书面签字")
    SPOKEN = "spoken", _("口头，有见证人")
    ONLINE = "online", _("本人网上发来")


class Consent(models.Model):
    """Somebody's word on a purpose (arts 14, 15, 29, 31). Rows are only added: the `latest` one of
    a person and a purpose counts, the others are the history.

    `separate`: said of this purpose alone, after hearing why sensitive data is needed. `own_wish`:
    after a no, the person came back to it unasked (网络数据安全管理条例 art 22).
    """

    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    purpose = models.ForeignKey("privacy.Purpose", models.PROTECT, related_name="consents")
    place_path = PathField()
    word = models.CharField(_("表示"), max_length=10, choices=Word)
    how = models.CharField(_("方式"), max_length=8, choices=How)
    separate = models.BooleanField(default=False)
    own_wish = models.BooleanField(default=False)
    witness = models.CharField(_("见证人"), max_length=40, blank=True)
    guardian = models.CharField(_("监护人"), max_length=40, blank=True)
    # GB/T 4761, two digits.
    guardian_relation = models.CharField(_("监护人与本人关系"), max_length=2, blank=True)
    note = EncryptedTextField(field_id="privacy.consent.note", blank=True)
    text = models.ForeignKey("privacy.NoticeText", models.PROTECT, null=True, related_name="+")
    file = models.OneToOneField(
        "files.StoredFile", models.SET_NULL, null=True, related_name="privacy_consent"
    )
    said_on = models.DateField(_("哪天"))
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    latest = models.BooleanField(default=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            # Who said no is few, and is looked for each night.
            models.Index(
                fields=["purpose", "said_on"],
                condition=Q(latest=True) & ~Q(word="given"),
                name="consent_stopped",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(latest=True), name="consent_one_latest"
            ),
            models.CheckConstraint(
                name="consent_spoken_has_witness", condition=~Q(how="spoken") | ~Q(witness="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.get_word_display()}"


class Restriction(models.Model):
    """Somebody has limited a purpose that needs no consent (art 44); over with `ended_at`."""

    person = models.ForeignKey("residents.Person", models.CASCADE, related_name="+")
    purpose = models.ForeignKey("privacy.Purpose", models.PROTECT, related_name="restrictions")
    place_path = PathField()
    reason = EncryptedTextField(field_id="privacy.restriction.reason", blank=True)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(ended_at=None),
                name="restriction_one_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose}"
