"""Forms by which workers take and answer claims."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.places import public as places
from linli.kernel.identity import normalise_phone
from linli.services.privacy.models import Asker, Channel, ClaimKind, Proof, Refusal

TAKEN_BY = [pair for pair in Channel.choices if pair[0] != Channel.PORTAL]
# Said with each refusal: where one can go from here (art 50 and 65).
COMPLAIN = _(
    "对这个答复不满意，可以向街道办事处反映，向网信部门投诉、举报，也可以依法向人民法院起诉。"
)


class PhoneField(forms.CharField):
    """A telephone number as people write it."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        phone = normalise_phone(text) if text else ""
        if text and not phone:
            raise forms.ValidationError(gettext("这不像一个电话号码，请核对。"))
        return phone


class ClaimForm(forms.Form):
    """A claim that somebody makes at the window or by telephone."""

    kind = forms.ChoiceField(label=_("申请什么"), choices=ClaimKind.choices)
    asker = forms.ChoiceField(label=_("谁来申请"), choices=Asker.choices)
    channel = forms.ChoiceField(label=_("怎么提出的"), choices=TAKEN_BY)
    name = forms.CharField(label=_("申请人姓名"), max_length=40)
    phone = PhoneField(label=_("联系电话"), max_length=30, required=False)
    words = forms.CharField(
        label=_("具体要求"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("比如：哪一项不对、要删哪些。查阅、复制可以不写。"),
    )
    place = forms.ChoiceField(label=_("哪个社区"))

    def __init__(self, *args: Any, offered: list[places.Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(place.pk): place for place in offered}
        self.fields["place"].choices = [(key, str(one)) for key, one in self.offered.items()]
        if len(offered) == 1:
            self.fields["place"].widget = forms.HiddenInput()
            self.fields["place"].initial = offered[0].pk

    def clean_place(self) -> places.Place:
        return self.offered[self.cleaned_data["place"]]


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("在居民里找：姓名、电话、证号或地址"), required=False, max_length=60
    )


class IdentifyForm(forms.Form):
    """How a worker made sure who asks."""

    proof = forms.ChoiceField(label=_("怎么核对的"), choices=Proof.choices)
    note = forms.CharField(label=_("说明（证件名称、授权书编号）"), max_length=100, required=False)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("给申请人的答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RefuseForm(forms.Form):
    refusal = forms.ChoiceField(label=_("为什么不能办"), choices=Refusal.choices)
    text = forms.CharField(
        label=_("给申请人的答复"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明理由和法律依据（个人信息保护法第五十条）。"),
    )


class LimitForm(forms.Form):
    purpose = forms.ChoiceField(label=_("限制哪个用途"))

    def __init__(self, *args: Any, offered: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in offered}
        self.fields["purpose"].choices = [(key, one.name) for key, one in self.offered.items()]

    def clean_purpose(self) -> Any:
        return self.offered[self.cleaned_data["purpose"]]


class ListForm(forms.Form):
    """The filters above the list, kept in its address; what is not on offer does not narrow."""

    kind = forms.ChoiceField(label=_("申请什么"), required=False)
    closed = forms.ChoiceField(label=_("进展"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *ClaimKind.choices]
        self.fields["closed"].choices = [("", _("没办完的")), ("1", _("办完的"))]
