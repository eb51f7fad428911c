"""Units around a case: owner, offers, objections, whistles, consultations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.labels import QuickLabels
from linli.services.cases.choices import UnitRole


class CaseUnit(QuickLabels):
    """A unit that has to do with a case and may see it."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="units")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=UnitRole)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "case"], name="caseunit_organisation")]
        constraints = [
            models.UniqueConstraint(fields=["case", "organisation"], name="caseunit_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()}"


class Offer(models.Model):
    """A proposal that another unit take over. Until it accepts, the owner stays responsible."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="offers")
    from_unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    reason = models.CharField(_("理由"), max_length=500)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # None: not answered yet.
    accepted = models.BooleanField(null=True)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(accepted=None), name="offer_one_open"
            ),
            models.CheckConstraint(
                name="offer_answered_whole",
                condition=Q(accepted=None, answered_at=None)
                | Q(accepted__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit} → {self.to_unit}"


class Objection(models.Model):
    """派单异议: once per unit and case; needs reason, evidence and a proposed owner; a named
    person decides it within its own clock. Off-list tasks name the duty item (art 17)."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="objections")
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    reason = models.CharField(_("理由"), max_length=1000)
    evidence = models.CharField(_("依据或佐证"), max_length=1000)
    duty = models.ForeignKey(
        "cases.DutyItem", models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+"
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decider = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    upheld = models.BooleanField(null=True)
    decision = models.CharField(_("裁定意见"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["decider"], condition=Q(upheld=None), name="objection_open")
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], name="objection_once"),
            models.CheckConstraint(
                name="objection_decided_whole",
                condition=Q(upheld=None, decided_at=None)
                | Q(upheld__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit}"


class Whistle(models.Model):
    """吹哨: a unit called into the case, with its own clock; both sides are rated afterwards."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="whistles")
    item = models.OneToOneField("work.WorkItem", models.PROTECT, related_name="whistle")
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    request = models.CharField(_("需要做什么"), max_length=1000)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    response = models.CharField(_("响应情况"), max_length=1000, blank=True)
    responded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    responded_at = models.DateTimeField(null=True)
    result = models.CharField(_("办理结果"), max_length=1000, blank=True)
    finished_at = models.DateTimeField(null=True)
    # 1–5: how the community found the unit's response, how the unit found the whistle.
    unit_score = models.SmallIntegerField(null=True)
    whistler_score = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(finished_at=None), name="whistle_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit}"


class Consultation(models.Model):
    """会商: a joint meeting about a case with its minutes and what each unit takes on."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="consultations")
    held_at = models.DateTimeField(_("时间"))
    where = models.CharField(_("地点"), max_length=100, blank=True)
    attendees = models.CharField(_("参加单位和人员"), max_length=500)
    minutes = models.TextField(_("会商纪要"))
    results = models.TextField(_("议定事项"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["held_at"]

    def __str__(self) -> str:
        return f"{self.held_at:%F}"
