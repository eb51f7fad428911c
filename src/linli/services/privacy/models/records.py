from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField


class Occasion(models.TextChoices):
    """What an assessment has to come before (art 55)."""

    SENSITIVE = "sensitive", _("处理敏感个人信息")
    AUTOMATED = "automated", _("利用个人信息进行自动化决策")
    SHARED = "shared", _("委托处理、向别人提供、公开个人信息")
    ABROAD = "abroad", _("向境外提供个人信息")
    OTHER = "other", _("其他对个人权益有重大影响的")


class Conclusion(models.TextChoices):
    GO = "go", _("可以做")
    MEASURES = "measures", _("采取措施以后可以做")
    STOP = "stop", _("不做")


class Assessment(models.Model):
    """个人信息保护影响评估: what art 56 wants said, kept for three years at least; never changed, a
    second look is a second one."""

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    title = models.CharField(_("评估什么"), max_length=100)
    occasion = models.CharField(_("属于哪种情形"), max_length=10, choices=Occasion)
    lawful = models.TextField(_("目的、方式是否合法、正当、必要"))
    impact = models.TextField(_("对个人权益的影响和安全风险"))
    measures = models.TextField(_("保护措施是否合法、有效，和风险是否相称"))
    conclusion = models.CharField(_("结论"), max_length=10, choices=Conclusion)
    assessed_on = models.DateField(_("评估日期"))
    people = models.CharField(_("参加评估的人"), max_length=100)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["place_path", "-id"], name="assessment_place")]

    def __str__(self) -> str:
        return self.title


class Way(models.TextChoices):
    """How data goes to others, and by which article."""

    REPORT = "report", _("依法报送")
    ENTRUST = "entrust", _("委托处理（第二十一条）")
    PROVIDE = "provide", _("提供给其他处理者（第二十三条）")
    PUBLISH = "publish", _("公开（第二十五条）")


class Sharing(models.Model):
    """Data given to others, kept for three years at least (网络数据安全管理条例 art 12).

    `source` and `source_id`: the part of Linli that gave it, and its record; "" for what a worker
    writes down. `withdrawn_at`: it was not given after all. `groups` are codes of the catalogue.
    """

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    to = models.CharField(_("给了谁"), max_length=100)
    way = models.CharField(_("方式"), max_length=8, choices=Way)
    purpose = models.CharField(_("做什么用"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    groups = models.JSONField(default=list)
    people = models.PositiveIntegerField(_("多少人"))
    agreed = models.BooleanField(default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    source = models.SlugField(blank=True)
    source_id = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    given_on = models.DateField(_("哪天"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["place_path", "-id"], name="sharing_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source="") & Q(withdrawn_at=None),
                name="sharing_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.given_on}"


class Breach(models.Model):
    """Data leaked, was changed or lost (art 57): what happened, and who was told what.

    Open until it is closed; then it is a record.
    """

    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    title = models.CharField(_("什么事"), max_length=100)
    happened = models.CharField(_("什么时候发生的"), max_length=60)
    found_on = models.DateField(_("哪天发现的"))
    kinds = models.CharField(_("涉及哪些信息"), max_length=200)
    people = models.PositiveIntegerField(_("涉及多少人"), null=True, blank=True)
    cause = models.TextField(_("原因"), blank=True)
    harm = models.TextField(_("可能造成的危害"), blank=True)
    measures = models.TextField(_("采取的补救措施"), blank=True)
    advice = models.TextField(_("个人可以怎样减轻危害"), blank=True)
    authority = models.CharField(_("报告了哪个部门"), max_length=100, blank=True)
    authority_on = models.DateField(_("哪天报告的"), null=True, blank=True)
    people_told = models.CharField(_("怎样通知了本人"), max_length=200, blank=True)
    people_told_on = models.DateField(_("哪天通知的"), null=True, blank=True)
    not_told_why = models.CharField(_("不通知本人的理由"), max_length=200, blank=True)
    contact = EncryptedTextField(field_id="privacy.breach.contact", blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("泄露事件")
        indexes = [models.Index(fields=["place_path", "-id"], name="breach_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def missing(self) -> list[object]:
        """What art 57 wants done or said and is not yet."""
        wanted = (
            (self.measures, _("补救措施")),
            (self.cause and self.harm, _("原因和可能的危害")),
            (self.authority and self.authority_on, _("向主管部门报告")),
            (self.people_told_on or self.not_told_why, _("通知本人，或写明为什么不用通知")),
        )
        return [words for done, words in wanted if not done]
