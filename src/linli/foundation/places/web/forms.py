"""Forms about places."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from linli.foundation.places.models import BELOW, Kind, Place
from linli.kernel.identity import normalise_phone
from linli.kernel.seen import SeenForm

CODE = RegexValidator(r"^[0-9A-Za-z-]*$", _("代码只用数字、字母和横线。"))


class NameForm(SeenForm):
    name = forms.CharField(label=_("名称"), max_length=60)
    code = forms.CharField(
        label=_("代码"),
        max_length=24,
        required=False,
        validators=[CODE],
        help_text=_("街道、社区填12位区划代码，网格填本地编号，没有可以不填。"),
    )


class AddForm(NameForm):
    kind = forms.ChoiceField(label=_("类别"))
    seen = None  # nothing was there to be seen
    field_order = ["kind", "name", "code"]

    def __init__(self, *args: Any, parent: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = BELOW[Kind(parent.kind)]
        self.fields["kind"].choices = [(kind, kind.label) for kind in Kind if kind in below]


class CardForm(SeenForm):
    """Posted in the stairwell: whoever lives there reads it."""

    name = forms.CharField(label=_("联系人"), max_length=40, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    supervision_phone = forms.CharField(label=_("监督电话"), max_length=30, required=False)

    def clean_phone(self) -> str:
        return self._number("phone")

    def clean_supervision_phone(self) -> str:
        return self._number("supervision_phone")

    def _number(self, field: str) -> str:
        text = str(self.cleaned_data[field])
        if text and not normalise_phone(text):
            raise forms.ValidationError(_("这不像一个电话号码，请核对。"))
        return normalise_phone(text)


class CloseForm(forms.Form):
    on = forms.DateField(
        label=_("从哪天起停用"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DrawForm(forms.Form):
    """Points in thousandths of the map's width and height, as clicking on it writes them."""

    points = forms.CharField(
        label=_("各点的位置"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "data-points": ""}),
        help_text=_("在图上依次点边界的每个角，楼栋点一下位置。清空后保存就从图上去掉。"),
    )

    def clean_points(self) -> list[tuple[float, float]]:
        text = self.cleaned_data["points"].strip()
        pairs = re.findall(r"(\d{1,4})\s*[,，]\s*(\d{1,4})", text)
        if bool(text) != bool(pairs):
            raise forms.ValidationError(_("位置的写法不对，例如：120,80 300,80 300,240。"))
        return [(int(x) / 1000, int(y) / 1000) for x, y in pairs]
