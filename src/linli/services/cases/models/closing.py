"""Contact, more time, parking, call-back and what follows from it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import PathField
from linli.kernel.labels import QuickLabels
from linli.services.cases.choices import ContactResult, ContactWay, Satisfaction


class ContactAttempt(QuickLabels):
    """One attempt to reach the requester; successful or not, it is kept."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="contacts")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    way = models.CharField(_("方式"), max_length=10, choices=ContactWay)
    result = models.CharField(_("结果"), max_length=14, choices=ContactResult)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.get_result_display()}"


class Extension(models.Model):
    """延期: asked with a reason, granted by a named person, told to the resident."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="extensions")
    reason = models.CharField(_("理由"), max_length=500)
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField(_("新的期限"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decision = models.CharField(_("意见"), max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(granted=None), name="extension_one_open"
            ),
            models.CheckConstraint(
                name="extension_later", condition=Q(new_due_at__gt=models.F("old_due_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.new_due_at:%F}"


class Parking(models.Model):
    """挂账: not solvable now for an outside reason; kept with plan and date (济南市条例 art 24)."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="parkings")
    reason = models.CharField(_("暂时办不了的原因"), max_length=500)
    plan = models.CharField(_("解决措施"), max_length=1000)
    until_on = models.DateField(_("预计解决日期"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="parking_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.until_on}"


class CallBackChannel(models.TextChoices):
    WORKER = "worker", _("工作人员回访")
    LINK = "link", _("居民自评")
    PHONE = "phone", _("电话回访")


class CallBack(QuickLabels):
    """The resident's answer, asked once for each round of handling; the source of the rates."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="call_backs")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=CallBackChannel)
    # False when nobody could be reached: not an effective call-back (有效回访).
    effective = models.BooleanField(default=True)
    contacted = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfaction = models.SmallIntegerField(choices=Satisfaction, null=True)
    comment = models.CharField(max_length=1000, blank=True)
    # Copied for counting: the unit and place that answered for the handling.
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    place_path = PathField()

    class Meta:
        indexes = [
            models.Index(fields=["at", "place_path"], name="callback_at"),
            models.Index(fields=["organisation", "at"], name="callback_organisation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="callback_once"),
            models.CheckConstraint(
                name="callback_effective_answers",
                condition=Q(effective=False)
                | Q(contacted__isnull=False, solved__isnull=False, satisfaction__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.satisfaction}"


class AppealReason(models.TextChoices):
    """Why a request should not count (北京市条例 art 11; 潍坊市条例 art 19, 21)."""

    NOT_DUTY = "not_duty", _("不属于本单位职责")
    UNREASONABLE = "unreasonable", _("诉求不合理或违法")
    REPEAT = "repeat", _("重复反映，没有新的事实和理由")
    LEGAL_ROUTE = "legal_route", _("应走法定途径")
    MALICIOUS = "malicious", _("恶意反映")
    UNTRUE = "untrue", _("信息不实")


class Appeal(models.Model):
    """剔除申请: asks that a case be left out of the three rates; evidence, reviewer, outcome."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="appeals")
    reason = models.CharField(_("理由"), max_length=14, choices=AppealReason)
    explanation = models.CharField(_("说明"), max_length=1000)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decision = models.CharField(_("审核意见"), max_length=1000, blank=True)
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(granted=None), name="appeal_one_open"
            ),
            models.CheckConstraint(
                name="appeal_second_person",
                condition=Q(reviewer=None) | ~Q(reviewer=models.F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_reason_display()}"
