from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel import clock
from linli.kernel.fields import EncryptedTextField, PathField
from linli.registers.residents import public as residents


class ClaimKind(models.TextChoices):
    """What people may ask about their data: arts 44 to 48, and 15."""

    SEE = "see", _("查阅")
    COPY = "copy", _("复制")
    CORRECT = "correct", _("更正、补充")
    DELETE = "delete", _("删除")
    LIMIT = "limit", _("限制或拒绝使用")
    WITHDRAW = "withdraw", _("撤回同意")
    EXPLAIN = "explain", _("解释说明")


class Asker(models.TextChoices):
    """Who asks; near relatives of somebody who has died may, too (art 49)."""

    SELF = "self", _("本人")
    GUARDIAN = "guardian", _("监护人")
    AGENT = "agent", _("本人委托的人")
    RELATIVE = "relative", _("去世居民的近亲属")


class Channel(models.TextChoices):
    WINDOW = "window", _("到窗口")
    PHONE = "phone", _("打电话")
    PORTAL = "portal", _("网上")


class Stage(models.TextChoices):
    RECEIVED = "received", _("待核对身份")
    IDENTIFIED = "identified", _("在办")
    DONE = "done", _("已办结")
    REFUSED = "refused", _("不予办理")
    DROPPED = "dropped", _("申请人撤回")


class Proof(models.TextChoices):
    """How a worker made sure who asks, before anything is given."""

    CARD = "card", _("当面看了身份证件")
    CALL = "call", _("按档案里的电话打回去核对")
    KNOWN = "known", _("当面，认识本人")
    PAPERS = "papers", _("看了授权书或亲属关系证明，和双方证件")


class Refusal(models.TextChoices):
    LAW = "law", _("法律规定必须保留或保密")
    NOBODY = "nobody", _("身份核对不了")
    NOTHING = "nothing", _("我们没有这样的信息")
    OTHERS = "others", _("会泄露别人的个人信息")
    DONE = "done", _("已经办过，没有新的情况")


class Claim(models.Model):
    """Somebody asks something about the own data, within a time (art 50).

    `person` is who of the register it is, once a worker has made sure; `about` is the file that
    counts, another one where two files of theirs were merged since. `once_key`: a form sent
    twice is one claim. When somebody is erased the claim stays; `forgotten_at`:
    it does not say any more who it was.
    """

    work = models.OneToOneField("work.WorkItem", models.PROTECT, related_name="privacy_claim")
    kind = models.CharField(_("申请什么"), max_length=10, choices=ClaimKind)
    asker = models.CharField(_("谁来申请"), max_length=10, choices=Asker, default=Asker.SELF)
    channel = models.CharField(_("怎么提出的"), max_length=8, choices=Channel)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.RECEIVED)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    person = models.ForeignKey("residents.Person", models.SET_NULL, null=True, related_name="+")
    name = EncryptedTextField(field_id="privacy.claim.name", blank=True)
    phone = EncryptedTextField(field_id="privacy.claim.phone", blank=True)
    address = EncryptedTextField(field_id="privacy.claim.address", blank=True)
    words = EncryptedTextField(field_id="privacy.claim.words", blank=True)
    proof = models.CharField(_("怎么核对的"), max_length=8, choices=Proof, blank=True)
    proof_note = EncryptedTextField(field_id="privacy.claim.proof_note", blank=True)
    identified_at = models.DateTimeField(null=True)
    identified_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    refusal = models.CharField(_("为什么不能办"), max_length=8, choices=Refusal, blank=True)
    answer = EncryptedTextField(field_id="privacy.claim.answer", blank=True)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    once_key = models.CharField(max_length=64, blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["place_path", "-id"], name="claim_place"),
            models.Index(fields=["person"], name="claim_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["once_key"], condition=~Q(once_key=""), name="claim_once"
            ),
            models.CheckConstraint(
                name="claim_refused_says_why", condition=~Q(stage="refused") | ~Q(refusal="")
            ),
            # Nothing is answered before somebody made sure who asks.
            models.CheckConstraint(
                name="claim_done_of_somebody",
                condition=~Q(stage="done") | (Q(identified_at__isnull=False) & ~Q(proof="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def number(self) -> str:
        """The day it came and the row's own id, as it is said on the telephone."""
        return f"{clock.local_date(self.received_at):%y%m%d}-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        return self.stage in {Stage.RECEIVED, Stage.IDENTIFIED}

    @property
    def about(self) -> residents.Person | None:
        return self.person.merged_into or self.person if self.person else None
