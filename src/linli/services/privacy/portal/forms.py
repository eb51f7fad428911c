"""What residents fill in to ask about their data."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.identity import normalise_phone
from linli.services.privacy.models import Asker, ClaimKind

KEY = re.compile(r"[0-9a-f]{32}")
KINDS = [
    (ClaimKind.SEE, _("看一看你们有我的哪些信息（查阅）")),
    (ClaimKind.COPY, _("给我一份副本（复制）")),
    (ClaimKind.CORRECT, _("有的不对、不全，请改正（更正、补充）")),
    (ClaimKind.DELETE, _("不该留的请删掉（删除）")),
    (ClaimKind.WITHDRAW, _("我以前同意过，现在不同意了（撤回同意）")),
    (ClaimKind.LIMIT, _("先不要用（限制或拒绝使用）")),
    (ClaimKind.EXPLAIN, _("请给我讲讲为什么要用（解释说明）")),
]


class AskForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("您想要什么？"), choices=KINDS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("具体说说"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("比如哪一项不对、要删哪些。身份证号码不用写在这里。"),
    )
    asker = forms.ChoiceField(label=_("您是"), choices=Asker.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("姓名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("电话"),
        max_length=30,
        help_text=_("我们打这个电话和您核对身份，核对以前不会说出任何信息。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("住在哪里"), max_length=100, required=False, help_text=_("比如3号楼2单元501。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"key": uuid.uuid4().hex, "asker": Asker.SELF, **(self.initial or {})}

    def clean_key(self) -> str:
        """A key that somebody changed is as good as none."""
        key: str = self.cleaned_data["key"]
        return key if KEY.fullmatch(key) else uuid.uuid4().hex

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if not phone:
            raise forms.ValidationError(
                gettext("这个电话好像不对，请核对。手机是11位，座机请带上区号。")
            )
        return phone
