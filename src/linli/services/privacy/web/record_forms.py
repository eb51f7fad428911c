"""Forms of the records: assessments, sharings, breaches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.foundation.places import public as places
from linli.kernel.seen import SeenForm
from linli.services.privacy.actions.records import Assessed, Happened, Shared
from linli.services.privacy.models import Conclusion, Occasion, Way
from linli.services.privacy.web.consent_forms import DayInput
from linli.services.privacy.web.purpose_forms import group_choices


def long(label: object, *, required: bool = True, help_text: object = "") -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=3000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaceForm(forms.Form):
    """Of which place a record is; not asked where there is one only."""

    place = forms.ChoiceField(label=_("哪里"))

    def __init__(self, *args: Any, offered: list[places.Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(place.pk): place for place in offered}
        self.fields["place"].choices = [(key, str(one)) for key, one in self.offered.items()]
        self.order_fields(["place"])
        if len(offered) == 1:
            self.fields["place"].widget = forms.HiddenInput()
            self.fields["place"].initial = offered[0].pk

    def clean_place(self) -> places.Place:
        return self.offered[self.cleaned_data["place"]]

    @property
    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "place"}


class AssessmentForm(PlaceForm):
    title = forms.CharField(label=_("评估什么"), max_length=100)
    occasion = forms.ChoiceField(label=_("属于哪种情形"), choices=Occasion.choices)
    lawful = long(
        _("目的、方式是否合法、正当、必要"), help_text=_("能不能少收几项、少给几个人看。")
    )
    impact = long(_("对个人权益的影响和安全风险"), help_text=_("泄露了会怎样，会不会造成歧视。"))
    measures = long(
        _("保护措施是否合法、有效，和风险是否相称"),
        help_text=_("加密、打码、权限、到期删除。"),
    )
    conclusion = forms.ChoiceField(label=_("结论"), choices=Conclusion.choices)
    people = forms.CharField(label=_("参加评估的人"), max_length=100)
    assessed_on = forms.DateField(label=_("评估日期"), widget=DayInput)

    def assessed(self) -> Assessed:
        return Assessed(**self.told)


class SharingForm(PlaceForm):
    to = forms.CharField(label=_("给了谁"), max_length=100)
    way = forms.ChoiceField(label=_("方式"), choices=Way.choices)
    purpose = forms.CharField(label=_("做什么用"), max_length=200)
    basis = forms.CharField(
        label=_("依据"), max_length=200, required=False, help_text=_("法律条款、文件编号或合同。")
    )
    groups = forms.MultipleChoiceField(
        label=_("哪些信息"), widget=forms.CheckboxSelectMultiple, required=False
    )
    people = forms.IntegerField(label=_("多少人"), min_value=0, max_value=100_000_000)
    agreed = forms.BooleanField(label=_("已取得每个人的单独同意"), required=False)
    given_on = forms.DateField(label=_("哪天"), widget=DayInput)
    note = forms.CharField(
        label=_("说明"),
        max_length=200,
        required=False,
        help_text=_("委托处理的，写明期限、保护措施和用完后怎样返还、删除。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = group_choices()

    def shared(self) -> Shared:
        told = self.told
        return Shared(**{**told, "way": Way(told["way"]), "groups": tuple(told["groups"])})


class BreachFields(forms.Form):
    title = forms.CharField(label=_("什么事"), max_length=100)
    happened = forms.CharField(
        label=_("什么时候发生的"), max_length=60, help_text=_("说不准就写大概，比如3月上旬。")
    )
    found_on = forms.DateField(label=_("哪天发现的"), widget=DayInput)
    kinds = forms.CharField(label=_("涉及哪些信息"), max_length=200)
    people = forms.IntegerField(label=_("涉及多少人"), min_value=0, required=False)
    measures = long(
        _("采取的补救措施"), required=False, help_text=_("先做：停、堵、追回、改密码。")
    )
    cause = long(_("原因"), required=False)
    harm = long(_("可能造成的危害"), required=False)
    advice = long(_("个人可以怎样减轻危害"), required=False)
    authority = forms.CharField(
        label=_("报告了哪个部门"), max_length=100, required=False, help_text=_("比如区网信办。")
    )
    authority_on = forms.DateField(label=_("哪天报告的"), widget=DayInput, required=False)
    people_told = forms.CharField(label=_("怎样通知了本人"), max_length=200, required=False)
    people_told_on = forms.DateField(label=_("哪天通知的"), widget=DayInput, required=False)
    not_told_why = forms.CharField(
        label=_("不通知本人的理由"),
        max_length=200,
        required=False,
        help_text=_("采取的措施能有效避免危害的，可以不通知；主管部门要求通知的，必须通知。"),
    )
    contact = forms.CharField(label=_("联系人和电话"), max_length=100, required=False)

    def happened_as(self, told: dict[str, Any]) -> Happened:
        return Happened(**{name: value for name, value in told.items() if name != "seen"})


class NewBreachForm(PlaceForm, BreachFields):
    pass


class BreachForm(BreachFields, SeenForm):
    """The same, for one that is on record."""
