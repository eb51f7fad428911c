from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.insight.sheets.registry.cycles import Cycle
from linli.insight.sheets.registry.states import STORED, State
from linli.kernel.fields import PathField

STATES = [(state.value, state.label) for state in State if state in STORED]


class Table(models.Model):
    """A table that a department asks for, at a place and all below it.

    `owner` is the department where the register of units has it, else `owner_name`. `due_day` keeps
    the day of the month that is meant (the 31st in February); `lead_days` before it is due the work
    appears.
    """

    title = models.CharField(_("表名"), max_length=200)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    owner_name = models.CharField(_("要表单位"), max_length=80, blank=True)
    legal_basis = models.CharField(_("依据"), max_length=300, blank=True)
    approval_number = models.CharField(_("准入编号"), max_length=60, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True)
    cycle = models.CharField(_("周期"), max_length=12, choices=Cycle)
    next_due_on = models.DateField(_("下次报送"), null=True)
    due_day = models.PositiveSmallIntegerField(default=1)
    lead_days = models.PositiveSmallIntegerField(_("提前几天提醒"), default=5)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=STATES, default=State.UNREGISTERED)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["title", "id"]
        indexes = [
            models.Index(fields=["place_path", "next_due_on", "id"], name="table_place"),
            models.Index(
                fields=["next_due_on"],
                condition=Q(state="registered", next_due_on__isnull=False),
                name="table_to_come",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["place", "title"], name="table_title_once"),
            models.CheckConstraint(
                name="table_owned", condition=Q(owner__isnull=False) | Q(owner_name__gt="")
            ),
            models.CheckConstraint(
                name="table_merged_whole",
                condition=Q(state="merged", merged_into__isnull=False)
                | Q(~Q(state="merged"), merged_into=None),
            ),
            models.CheckConstraint(name="table_due_day", condition=Q(due_day__range=(1, 31))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owned_by(self) -> str:
        return self.owner.name if self.owner else self.owner_name


class Blank(models.Model):
    """A form that is known to be this table: departments change their blanks."""

    table = models.ForeignKey(Table, models.CASCADE, related_name="blanks")
    form = models.ForeignKey("sheets.Form", models.CASCADE, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["table", "form"], name="blank_once")]

    def __str__(self) -> str:
        return f"{self.table_id} {self.form_id}"


class Due(models.Model):
    """One time that a community has to send a table: sent with a filling, or closed by hand with
    the reason."""

    table = models.ForeignKey(Table, models.PROTECT, related_name="dues")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    due_on = models.DateField()
    work = models.OneToOneField("work.WorkItem", models.PROTECT, related_name="table_due")
    filling = models.ForeignKey(
        "sheets.Filling", models.SET_NULL, null=True, related_name="table_dues"
    )
    reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-due_on", "place_path"]
        indexes = [models.Index(fields=["place_path", "due_on"], name="due_place")]
        constraints = [
            models.UniqueConstraint(fields=["table", "place", "due_on"], name="due_once"),
            models.CheckConstraint(
                name="due_open_without_reason",
                condition=Q(closed_at__isnull=False) | Q(filling=None, reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id} {self.due_on}"


class Sending(models.Model):
    """What one filling that was sent cost: cells that filled themselves, and cells that people had
    to find and type. Kept apart from the filling, so that years add up after it is gone."""

    filling = models.OneToOneField("sheets.Filling", models.SET_NULL, null=True, related_name="+")
    form = models.ForeignKey("sheets.Form", models.CASCADE, related_name="+")
    place_path = PathField()
    at = models.DateTimeField()
    # Of whom it told: see `population`.
    people = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    filled = models.PositiveIntegerField()
    typed = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["place_path", "at"], name="sending_place")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.at:%F}"


class ReplyKind(models.TextChoices):
    REFUSAL = "refusal", _("退回函")
    MERGE = "merge", _("合并建议函")


class ReplyTemplate(models.Model):
    """The words of a reply with {{ fields }}."""

    kind = models.CharField(max_length=8, choices=ReplyKind, unique=True)
    title = models.CharField(_("标题"), max_length=60)
    body = models.TextField(_("正文"))
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class Reply(models.Model):
    """A letter that went to the department; `before` is how the table stood, for taking it back."""

    table = models.ForeignKey(Table, models.PROTECT, related_name="replies")
    place_path = PathField()
    kind = models.CharField(max_length=8, choices=ReplyKind)
    number = models.CharField(_("文号"), max_length=40)
    title = models.CharField(max_length=60)
    body = models.TextField()
    addressee = models.CharField(_("收件单位"), max_length=80)
    issuer = models.CharField(_("落款"), max_length=80)
    signer = models.CharField(_("签发人"), max_length=40)
    signed_on = models.DateField(_("签发日期"))
    into = models.ForeignKey(Table, models.PROTECT, null=True, related_name="+")
    before = models.CharField(max_length=12, choices=STATES)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["place_path", "at"], name="reply_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["place_path", "number"],
                condition=Q(undone_at=None),
                name="reply_number_once",
            ),
            models.CheckConstraint(
                name="reply_merge_into", condition=Q(kind="refusal", into=None) | Q(kind="merge")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Ground(models.Model):
    """A rule that lets a community refuse a table. `in_use`: it holds here."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("规定"), max_length=100)
    words = models.CharField(_("内容"), max_length=300)
    holds_in = models.CharField(_("适用地区"), max_length=40, blank=True)
    verified = models.BooleanField(_("已核对原文"), default=False)
    in_use = models.BooleanField(_("本地适用"), default=False)

    class Meta:
        ordering = ["-in_use", "id"]

    def __str__(self) -> str:
        return self.name


class CellCost(models.Model):
    """How long it takes to find and type one cell. There is one row; the site may measure and
    change it."""

    seconds = models.PositiveSmallIntegerField(_("每格用时（秒）"))
    source = models.CharField(_("依据"), max_length=200)
    assumed = models.BooleanField(_("估计值，没有实测"), default=True)
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cell_cost_only", condition=Q(only=True)),
            models.CheckConstraint(name="cell_cost_some", condition=Q(seconds__range=(1, 600))),
        ]

    def __str__(self) -> str:
        return f"{self.seconds} s"
