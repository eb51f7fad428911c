"""Forms about purposes and the texts of notices."""

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.seen import SeenForm
from linli.registers.residents import public as residents
from linli.services.privacy.actions.purposes import Entry
from linli.services.privacy.models import Basis


def group_choices() -> list[tuple[str, object]]:
    """All groups of the register's catalogue; sensitive ones say so."""
    return [
        (
            group.code,
            _("%(label)s（敏感）") % {"label": group.label} if group.sensitive else group.label,
        )
        for group in residents.catalogue.ALL_GROUPS
    ]


class PurposeForm(SeenForm):
    name = forms.CharField(label=_("用途"), max_length=40)
    why = forms.CharField(
        label=_("具体做什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    basis = forms.ChoiceField(
        label=_("法律基础"),
        choices=Basis.choices,
        help_text=_("个人信息保护法第十三条。选“本人同意”的，要逐人征得同意；敏感信息要单独同意。"),
    )
    law = forms.CharField(label=_("依据的法律条款"), max_length=200, required=False)
    groups = forms.MultipleChoiceField(
        label=_("用到档案里的哪些信息"), widget=forms.CheckboxSelectMultiple, required=False
    )
    also = forms.CharField(
        label=_("另外还用到"),
        max_length=200,
        required=False,
        help_text=_("不在居民档案里的，比如诉求内容、照片。"),
    )
    way = forms.CharField(label=_("怎么处理"), max_length=100, required=False)
    recipients = forms.CharField(label=_("会提供给谁"), max_length=200, required=False)
    necessity = forms.CharField(
        label=_("为什么必须用敏感信息、对本人有什么影响"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kept_months = forms.IntegerField(
        label=_("迁出或去世后留几个月"),
        min_value=0,
        max_value=600,
        required=False,
        help_text=_("到期自动删除。用不到档案的用途空着，在下面写期限。"),
    )
    kept_words = forms.CharField(label=_("保存期限的说明"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = group_choices()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("groups") and cleaned.get("kept_months") is None and not self.errors:
            self.add_error("kept_months", _("用到居民档案的，请填迁出或去世后留几个月。"))
        return cleaned

    def entry(self) -> Entry:
        """What was filled in, as the action takes it."""
        names = {field.name for field in dataclasses.fields(Entry)}
        read = {name: value for name, value in self.cleaned_data.items() if name in names}
        return Entry(**{**read, "groups": tuple(read["groups"])})


class NewPurposeForm(PurposeForm):
    seen = None  # nothing was there to be seen


class TextForm(SeenForm):
    text = forms.CharField(
        label=_("正文"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("空一行分段。用途表会自动附在后面，不用在正文里重复。"),
    )
