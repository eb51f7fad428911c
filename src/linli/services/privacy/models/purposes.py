from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.registers.residents import public as residents


class Basis(models.TextChoices):
    """Why personal data may be handled at all: the seven of art 13, in its order."""

    CONSENT = "consent", _("本人同意")
    CONTRACT = "contract", _("订立、履行合同所必需")
    DUTY = "duty", _("履行法定职责或法定义务所必需")
    EMERGENCY = "emergency", _("应对突发事件，保护生命健康和财产")
    NEWS = "news", _("为公共利益的新闻报道、舆论监督")
    PUBLISHED = "published", _("本人公开或已合法公开的信息")
    LAW = "law", _("法律、行政法规规定的其他情形")


class Purpose(models.Model):
    """What some groups of facts are used for (arts 6, 17).

    `groups`: codes of the register's catalogue; `also`: what else it needs, in words. `kept_months`
    counts from when somebody moved away or died; empty: none of it lies in the register, and
    `kept_words` says how long the rest is kept.
    """

    name = models.CharField(_("用途"), max_length=40, unique=True)
    why = models.CharField(_("具体做什么"), max_length=300)
    basis = models.CharField(_("法律基础"), max_length=10, choices=Basis)
    law = models.CharField(_("依据的法律条款"), max_length=200, blank=True)
    groups = models.JSONField(default=list)
    also = models.CharField(_("另外还用到"), max_length=200, blank=True)
    way = models.CharField(_("怎么处理"), max_length=100, blank=True)
    recipients = models.CharField(_("会提供给谁"), max_length=200, blank=True)
    necessity = models.CharField(
        _("为什么必须用敏感信息、对本人有什么影响"), max_length=300, blank=True
    )
    kept_months = models.PositiveSmallIntegerField(_("迁出或去世后留几个月"), null=True, blank=True)
    kept_words = models.CharField(_("保存期限的说明"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def catalogue_groups(self) -> list[residents.catalogue.Group]:
        """The groups themselves, in the order of the catalogue."""
        return [one for one in residents.catalogue.ALL_GROUPS if one.code in self.groups]

    @property
    def is_sensitive(self) -> bool:
        """Whether it handles 敏感个人信息 (art 28)."""
        return any(group.sensitive for group in self.catalogue_groups)

    @property
    def needs_consent(self) -> bool:
        return self.basis == Basis.CONSENT


class TextKind(models.TextChoices):
    """What each text is for. Children have rules of their own (art 31)."""

    GENERAL = "general", _("个人信息处理告知书")
    SENSITIVE = "sensitive", _("敏感个人信息告知书")
    CHILDREN = "children", _("未满十四周岁未成年人个人信息处理规则")


class NoticeText(models.Model):
    """What people are told (arts 17, 30). A draft has no version; a published one never changes,
    which the database itself sees to. `purposes` is what they were on that day."""

    kind = models.CharField(max_length=10, choices=TextKind)
    version = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(_("正文"))
    purposes = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="notice_text_version"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(version=None), name="notice_text_one_draft"
            ),
            models.CheckConstraint(
                name="notice_text_published_whole",
                condition=Q(version=None, published_at=None, published_by=None, sha256="")
                | (Q(version__isnull=False, published_at__isnull=False) & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version or ''}".strip()
