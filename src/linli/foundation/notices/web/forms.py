"""Forms about notices: what is offered to choose from, and the shape of what is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts.public import User
from linli.foundation.notices import queries, senders
from linli.foundation.notices.models import Channel, Robot, RobotKind
from linli.foundation.places.public import Place

# How the form names a channel, and whether the site has it.
CHANNELS = {
    Channel.EMAIL: (_("哪些消息也发邮件"), senders.can_mail),
    Channel.SMS: (_("哪些消息也发短信"), senders.can_text),
}
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PreferenceForm(forms.Form):
    """One list of kinds for each channel that the site has and the person can be reached by."""

    quiet_from = forms.TimeField(label=_("免打扰从"), widget=TIME)
    quiet_to = forms.TimeField(
        label=_("免打扰到"),
        widget=TIME,
        help_text=_("这段时间里，不急的邮件和短信留到结束后再发。两个时间相同表示不需要免打扰。"),
    )
    digest = forms.BooleanField(
        label=_("消息多的时候合成一条"),
        required=False,
        help_text=_("一次超过5条时，只发一封邮件或一条短信，列出标题。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = queries.wishes(user)
        self.kinds = queries.kinds_for_people()
        self.fields["quiet_from"].initial = self.wishes.quiet.start
        self.fields["quiet_to"].initial = self.wishes.quiet.end
        self.fields["digest"].initial = self.wishes.digest
        reachable = queries.reachable(user)
        self.missing = [channel for channel in CHANNELS if channel not in reachable]
        self.offered = [
            channel for channel, (_label, can) in CHANNELS.items() if channel in reachable and can()
        ]
        if self.kinds:
            for channel in self.offered:
                self.fields[channel.value] = self._kinds_field(channel)
        self.order_fields([channel.value for channel in self.offered])

    def _kinds_field(self, channel: Channel) -> forms.MultipleChoiceField:
        chosen = [code for code, _label in self.kinds if channel in self.wishes.channels(code)]
        return forms.MultipleChoiceField(
            label=CHANNELS[channel][0],
            choices=self.kinds,
            initial=chosen,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        """What is not offered today stays as it was chosen."""
        cleaned = super().clean() or {}
        chosen = {code: set(self.wishes.channels(code)) for code, _label in self.kinds}
        for channel in self.offered:
            codes = cleaned.pop(channel.value, [])
            for code in chosen:
                (chosen[code].add if code in codes else chosen[code].discard)(channel.value)
        cleaned["channels"] = {code: sorted(channels) for code, channels in chosen.items()}
        return cleaned


class RobotPlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        return place.full_name


class RobotForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=40, help_text=_("例如：幸福里社区工作群。"))
    kind = forms.ChoiceField(label=_("类型"), choices=RobotKind.choices)
    address = forms.CharField(
        label=_("Webhook 地址"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "在群设置里添加机器人后，复制它的Webhook地址。拿到地址的人都能往群里发消息，请不要外传。"
        ),
    )
    secret = forms.CharField(
        label=_("加签密钥"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("钉钉、飞书机器人的安全设置选“加签”时填写。"),
    )
    place = RobotPlaceField(
        queryset=None,
        label=_("地方"),
        empty_label=None,
        help_text=_("群里会收到这个地方和它下面各处的消息。"),
    )
    kinds = forms.MultipleChoiceField(
        label=_("只发这几类消息"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一类都不选表示全部都发。"),
    )

    def __init__(self, *args: Any, by: User, robot: Robot | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if robot is not None:
            self.initial = {
                name: getattr(robot, name) for name in ("name", "kind", "place", "kinds")
            }
        self.fields["place"].queryset = queries.robot_places(by)
        self.fields["kinds"].choices = queries.kinds_for_groups()
        if robot is not None:
            self.fields["address"].required = False
            self.fields["address"].label = _("换成新的 Webhook 地址")
            self.fields["address"].help_text = _("不换就留空，现在的地址不在这里显示。")
