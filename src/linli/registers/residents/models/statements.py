from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField
from linli.kernel.labels import QuickLabels


class Source(models.TextChoices):
    """Who says so."""

    VISIT = "visit", _("上门")
    PHONE = "phone", _("电话")
    WINDOW = "window", _("本人到窗口")
    DOCUMENT = "document", _("证件、户口簿")
    RESIDENT = "resident", _("居民自填")
    NEIGHBOUR = "neighbour", _("楼栋长、邻居")
    DEPARTMENT = "department", _("部门反馈")
    IMPORT = "import", _("表格导入")


class Statement(QuickLabels):
    """Somebody's word for some facts of one record: who says so, since when.

    `fields` names all that was told or confirmed, `before` (JSON, encrypted) what other value stood
    there until then. So the latest statement that names a field answers for it, and the statements
    in order are its history.
    """

    person = models.ForeignKey(
        "residents.Person", models.CASCADE, null=True, related_name="statements"
    )
    household = models.ForeignKey(
        "residents.Household", models.CASCADE, null=True, related_name="statements"
    )
    dwelling = models.ForeignKey(
        "residents.Dwelling", models.CASCADE, null=True, related_name="statements"
    )
    source = models.CharField(_("来源"), max_length=12, choices=Source)
    note = models.CharField(_("说明"), max_length=100, blank=True)
    confirmed_on = models.DateField(_("核实日期"))
    fields = models.JSONField(default=list)
    before = EncryptedTextField(field_id="residents.statement.before", blank=True)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="statement_of_one",
                condition=Q(person__isnull=False, household=None, dwelling=None)
                | Q(person=None, household__isnull=False, dwelling=None)
                | Q(person=None, household=None, dwelling__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.confirmed_on}"
