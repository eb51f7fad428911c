from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.identity import mask_name


class LetterKind(models.TextChoices):
    ACCEPTANCE = "acceptance", _("受理告知书")
    EXTENSION = "extension", _("延期告知书")
    RESULT = "result", _("办理结果告知书")
    RECTIFICATION = "rectification", _("整改通知书")
    REFUSAL = "refusal", _("事项退回函")


class LetterTemplate(models.Model):
    """The words of a letter with {{ fields }}; edited by the community."""

    kind = models.CharField(max_length=14, choices=LetterKind, unique=True)
    title = models.CharField(_("标题"), max_length=60)
    body = models.TextField(_("正文"))
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """A letter as it was issued; later changes of the template do not touch it."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=14, choices=LetterKind)
    title = models.CharField(max_length=60)
    body = models.TextField()
    addressee = models.CharField(max_length=100)
    issuer = models.CharField(max_length=80)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    @property
    def to_whom(self) -> str:
        """The addressee as pages show it: who asked is masked there as everywhere."""
        asked = self.addressee == self.case.requester_name
        return mask_name(self.addressee) if asked else self.addressee
