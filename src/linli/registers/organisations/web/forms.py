"""Forms about units."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.identity import normalise_phone
from linli.kernel.seen import SeenForm
from linli.registers.organisations import queries
from linli.registers.organisations.models import Kind


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place: places.Place) -> str:
        return str(place.full_name)


class PhoneField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not normalise_phone(text):
            raise forms.ValidationError(_("这不像一个电话号码，请核对。"))
        return normalise_phone(text)


class FilterForm(forms.Form):
    q = forms.CharField(label=_("名称、职责或电话"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在用")), ("closed", _("已停用"))]
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [("", _("全部")), *Kind.choices]

    def asked(self) -> dict[str, Any]:
        """What is asked for; what is not on offer asks for nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return {
            "words": asked.get("q", "").strip(),
            "kind": asked.get("kind", ""),
            "closed": asked.get("state") == "closed",
        }


class UnitForm(SeenForm):
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    place = PlaceField(queryset=None, label=_("服务的地方"), empty_label=_("请选择"))
    duties = forms.CharField(
        label=_("职责"),
        max_length=300,
        required=False,
        help_text=_("写清楚管什么，派单时会用来提示，例如：路灯、井盖、道路破损。"),
    )
    phone = PhoneField(label=_("值班电话"), max_length=30, required=False)

    def __init__(self, *args: Any, by: accounts.User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = queries.area_choices(by)


class NewUnitForm(UnitForm):
    seen = None  # nothing was there to be seen


class CloseForm(forms.Form):
    on = forms.DateField(
        label=_("从哪天起停用"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ContactForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = PhoneField(label=_("电话"), max_length=30)
    duty = forms.CharField(label=_("分工"), max_length=80, required=False)


class MemberForm(forms.Form):
    username = forms.CharField(label=_("登录名"), max_length=60)


class EnrolForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40)
    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9._-]{2,}$", _("至少三位，只用字母、数字、点和横线。")
            )
        ],
    )
    phone = PhoneField(label=_("手机"), max_length=20, required=False)
