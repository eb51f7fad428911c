from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel表格（xlsx）")
    CSV = "csv", _("文本表格（csv）")


class Export(models.Model):
    """A list of residents that somebody takes out; the file waits for its owner, sealed.

    `filters`: as `queries.listing.as_data` gives them, encrypted, for a number may be among them;
    `told`: the same in words. `full`: numbers are not masked.
    """

    by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    purpose = models.CharField(_("用途"), max_length=100)
    filters = EncryptedTextField(field_id="residents.export.filters")
    told = models.CharField(max_length=300, blank=True)
    columns = models.JSONField()
    full = models.BooleanField(default=False)
    format = models.CharField(_("格式"), max_length=4, choices=ExportFormat)
    rows = models.PositiveIntegerField(default=0)
    progress = models.UUIDField(null=True)
    secret = EncryptedTextField(field_id="residents.export.secret")
    ready_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["by", "-id"], name="export_by")]

    def __str__(self) -> str:
        return self.purpose
