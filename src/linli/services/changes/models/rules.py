from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.registers.residents.public import ChangeKind

KINDS = [
    (ChangeKind.AGE.value, _("到年龄")),
    (ChangeKind.BENEFIT.value, _("救助到期")),
    (ChangeKind.TAG_ENDS.value, _("标签到期")),
    (ChangeKind.TAG_REVIEW.value, _("标签该复核")),
    (ChangeKind.CARD.value, _("证件到期")),
    (ChangeKind.MOVED.value, _("社区内搬家")),
    (ChangeKind.LEFT.value, _("迁出")),
    (ChangeKind.DIED.value, _("去世")),
]


class AlertRule(models.Model):
    """Which changes become work, how many days before, and what to think of then («CFG»)."""

    kind = models.SlugField(choices=KINDS, db_index=False)
    age = models.PositiveSmallIntegerField(_("年龄"), null=True)
    lead_days = models.PositiveSmallIntegerField(_("提前几天"))
    handle_days = models.PositiveSmallIntegerField(_("几天内跟进"))
    advice = models.CharField(_("要做什么"), max_length=200, blank=True)
    in_use = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "age"], nulls_distinct=False, name="alertrule_once"
            )
        ]

    def __str__(self) -> str:
        if self.age is not None:
            return _("满%(age)s岁") % {"age": self.age}
        return self.get_kind_display()
