"""Forms about the tag dictionary and the tags of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from linli.kernel import clock
from linli.kernel.seen import SeenForm
from linli.registers.residents.actions.tags import Entry
from linli.registers.residents.models import Level, Tag
from linli.registers.residents.web.forms import SOURCES, DayInput


class TagForm(SeenForm):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=20)
    level = forms.TypedChoiceField(
        label=gettext_lazy("敏感程度"),
        choices=Level.choices,
        coerce=int,
        help_text=gettext_lazy(
            "普通：能查看居民的人都看得到；受限：登记居民的人看得到；敏感：只有能看敏感信息的人看得到。"
        ),
    )
    basis = forms.CharField(label=gettext_lazy("依据和用途"), max_length=200, required=False)
    needs_proof = forms.BooleanField(label=gettext_lazy("要有凭证"), required=False)
    months = forms.IntegerField(
        label=gettext_lazy("有效几个月（空着就是长期）"), min_value=1, max_value=600, required=False
    )
    review_months = forms.IntegerField(
        label=gettext_lazy("几个月复核一次"), min_value=1, max_value=600, required=False
    )

    def entry(self) -> Entry:
        """What was filled in, as the action takes it."""
        read = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Entry(**{**read, "level": Level(read["level"])})


class NewTagForm(TagForm):
    seen = None  # nothing was there to be seen


class GiveForm(forms.Form):
    tag = forms.ChoiceField(label=gettext_lazy("标签"))
    since = forms.DateField(label=gettext_lazy("从哪天起"), widget=DayInput)
    until = forms.DateField(label=gettext_lazy("到哪天止"), widget=DayInput, required=False)
    proof = forms.CharField(
        label=gettext_lazy("凭证（证件或文件的名称、编号）"), max_length=100, required=False
    )
    source = forms.ChoiceField(label=gettext_lazy("怎么知道的"), choices=SOURCES)

    def __init__(self, data: Any = None, *, offered: list[Tag]) -> None:
        super().__init__(data, initial={"since": clock.today()}, auto_id="tag_%s")
        self.offered = {str(tag.pk): tag for tag in offered}
        self.fields["tag"].choices = [(key, tag.name) for key, tag in self.offered.items()]

    def clean_tag(self) -> Tag:
        return self.offered[self.cleaned_data["tag"]]


class TakeForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么去掉"), max_length=100)
