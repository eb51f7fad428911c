import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import EncryptedTextField, PathField

# How long a notice stays, unless what it is about is forgotten earlier.
KEPT = dt.timedelta(days=400)


class Channel(models.TextChoices):
    EMAIL = "email", _("邮件")
    SMS = "sms", _("短信")
    ROBOT = "robot", _("群机器人")


class State(models.TextChoices):
    WAITING = "waiting", _("等待发送")
    SENT = "sent", _("已发出")
    FAILED = "failed", _("没发出，会再试")
    GAVE_UP = "gave_up", _("没发出，已停止")
    UNAVAILABLE = "unavailable", _("没发出，通道没有配置")


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("企业微信群机器人")
    DINGTALK = "dingtalk", _("钉钉群机器人")
    FEISHU = "feishu", _("飞书群机器人")
    OTHER = "other", _("其他（Apprise 地址）")


class Notice(models.Model):
    """What somebody is told. To an account: it is in the inbox. To a phone: a resident's SMS.

    To neither: for the robots of a place. `place_path` is the place it is about, or where the
    recipient's account is kept: whoever looks after messages there sees how it went out.
    """

    recipient = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="notices"
    )
    phone = EncryptedTextField(field_id="notices.notice.phone", null=True)
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    text = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    place_path = PathField(blank=True)
    urgent = models.BooleanField(default=False)
    # The text is wiped when it has gone out: a code that opens something.
    secret = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["created_at"], name="notice_age"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_person_or_phone",
                condition=Q(recipient=None) | Q(phone__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_read_by_person",
                condition=Q(read_at=None) | Q(recipient__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Robot(models.Model):
    """A group chat that gets what happens at a place and below it.

    `address` is the webhook as the chat program shows it; it lets anyone write into the group.
    """

    name = models.CharField(_("名称"), max_length=40)
    kind = models.CharField(_("类型"), max_length=10, choices=RobotKind)
    address = EncryptedTextField(_("地址"), field_id="notices.robot.address")
    secret = EncryptedTextField(_("加签密钥"), field_id="notices.robot.secret", blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = PathField()
    # Codes of notice kinds; empty for all.
    kinds = models.JSONField(default=list)
    enabled = models.BooleanField(default=True)
    last_error = models.CharField(max_length=300, blank=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place_path", "name"]
        indexes = [models.Index(fields=["place_path"], name="robot_place")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A notice on its way through one channel. `next_try_at` is None when nothing is planned."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, related_name="deliveries")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="delivery_due"
            ),
            models.Index(
                fields=["-id"],
                condition=Q(state__in=["failed", "gave_up", "unavailable"]),
                name="delivery_troubled",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="delivery_robot_iff_channel",
                condition=Q(channel="robot", robot__isnull=False)
                | (~Q(channel="robot") & Q(robot=None)),
            ),
            models.CheckConstraint(
                name="delivery_planned_while_open",
                condition=Q(state__in=["waiting", "failed"], next_try_at__isnull=False)
                | Q(state__in=["sent", "gave_up", "unavailable"], next_try_at=None),
            ),
            models.CheckConstraint(
                name="delivery_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.channel} {self.state}"


class Preference(models.Model):
    """How a person wants to be told. A kind that is missing in `channels` follows its default."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="notice_preference")
    # Kind code → list of channels besides the app.
    channels = models.JSONField(default=dict)
    quiet_from = models.TimeField(_("免打扰从"), default=dt.time(22))
    quiet_to = models.TimeField(_("到"), default=dt.time(7))
    digest = models.BooleanField(_("消息多时合成一条"), default=True)

    def __str__(self) -> str:
        return str(self.user)
