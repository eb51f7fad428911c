from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """One node of the three-level tree of matters; data, imported per city."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    level = models.PositiveSmallIntegerField()
    name = models.CharField(_("名称"), max_length=60)
    full_name = models.CharField(max_length=200)
    # Words that speak for this category in a text, separated by spaces.
    keywords = models.CharField(_("关键词"), max_length=500, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(fields=["full_name"], name="category_once"),
            models.CheckConstraint(name="category_level", condition=Q(level__in=[1, 2, 3])),
        ]

    def __str__(self) -> str:
        return self.full_name


class DispatchRule(models.Model):
    """派单目录: which unit answers for which category at which place (北京市条例 art 11)."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="dispatch_rules")
    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "organisation"], name="dispatch_once")
        ]

    def __str__(self) -> str:
        return f"{self.category} → {self.organisation}"


class DutyKind(models.TextChoices):
    BASIC = "basic", _("社区基本履职")
    ASSIST = "assist", _("社区协助事项")
    WITHDRAWN = "withdrawn", _("上级部门收回，社区不承担")


class DutyItem(models.Model):
    """事项清单: what a community does itself, helps with, or may refuse, with the legal basis."""

    name = models.CharField(_("事项"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=DutyKind)
    responsible = models.CharField(_("责任部门"), max_length=80, blank=True)
    legal_basis = models.CharField(_("依据"), max_length=300, blank=True)
    keywords = models.CharField(_("关键词"), max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="duty_once")]

    def __str__(self) -> str:
        return self.name


class AlertClass(models.Model):
    """A class of urgent or sensitive matters, known by words in the text."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("名称"), max_length=40)
    words = models.TextField(_("触发词"), help_text=_("用空格分开"))
    advice = models.CharField(_("怎么做"), max_length=300)
    # What the resident should do first ("如果正在着火，请马上拨119"); "" where nothing is pressing.
    first_call = models.CharField(_("请居民先做什么"), max_length=100, blank=True)
    # The least priority that a matter of this class gets (work.Priority).
    priority = models.SmallIntegerField(default=2)

    class Meta:
        ordering = ["-priority", "code"]
        constraints = [
            models.CheckConstraint(name="alert_priority", condition=Q(priority__range=(0, 3)))
        ]

    def __str__(self) -> str:
        return self.name


class NonDispatchText(models.Model):
    """What the resident is told for each of the six kinds that are not dispatched."""

    kind = models.CharField(max_length=12, unique=True)
    text = models.TextField(_("告知内容"))

    def __str__(self) -> str:
        return self.kind
