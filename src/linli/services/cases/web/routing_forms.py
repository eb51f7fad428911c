"""What is filled in when units have to do with each other."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel import clock
from linli.kernel.text import ids
from linli.registers.organisations import public as organisations
from linli.services.cases import letters, permissions, together
from linli.services.cases.models import AppealReason, Case, DutyItem, LetterKind, RecusalDemand
from linli.services.cases.web.fields import LineField, WordsField
from linli.services.cases.web.forms import StepForm

SHORT = 1_000
YES_NO = [("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))]


def verdict_field(label: Any, choices: Any = YES_NO) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )


def words(
    label: Any, *, required: bool = True, help_text: Any = "", longest: int = SHORT
) -> WordsField:
    return WordsField(
        label=label,
        help_text=help_text,
        longest=longest,
        rows=3,
        required=required,
        error_messages={"required": gettext_lazy("请写上这一项。")},
    )


def papers_field() -> files.UploadsField:
    return files.UploadsField(
        label=gettext_lazy("佐证材料"),
        required=False,
        help_text=gettext_lazy("照片、PDF、Word、Excel都可以。居民看不到。"),
    )


def score_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, gettext_lazy("5 很好")),
            (4, gettext_lazy("4 好")),
            (3, gettext_lazy("3 一般")),
            (2, gettext_lazy("2 不太好")),
            (1, gettext_lazy("1 不好")),
        ],
    )


class UnitForm(StepForm):
    """Chooses a unit that serves the place; the catalogue's proposals stand first."""

    unit = forms.ChoiceField(label=gettext_lazy("单位"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in together.units_for(self.case)}
        self.fields["unit"].choices = [
            (key, f"{unit.name}　{unit.duties}".strip()) for key, unit in self.units.items()
        ]

    @property
    def chosen_unit(self) -> organisations.Organisation:
        return self.units[self.cleaned_data["unit"]]


class OfferForm(UnitForm):
    reason = words(
        gettext_lazy("为什么请他们接手"),
        help_text=gettext_lazy("对方接手之前，仍由现在的单位负责。"),
        longest=500,
    )


class RefuseForm(StepForm):
    answer = words(gettext_lazy("不接手的理由"), longest=500)


class ObjectionForm(UnitForm):
    unit = forms.ChoiceField(label=gettext_lazy("应该由谁办"))
    reason = words(gettext_lazy("为什么不该由我们办"))
    duty = forms.ChoiceField(label=gettext_lazy("对照事项清单"), required=False)
    evidence = words(
        gettext_lazy("依据或佐证"), help_text=gettext_lazy("法规条款、移交清单、权属证明等。")
    )
    papers = papers_field()
    decider = forms.ChoiceField(
        label=gettext_lazy("请谁裁定"),
        help_text=gettext_lazy("只能提一次；裁定前仍由你们负责，办理时限照走。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = together.deciders(self.case, but=self.user, on=clock.today())
        self.people = {str(user.pk): user for user in people}
        self.fields["decider"].choices = [(key, user.name) for key, user in self.people.items()]
        self.duties = {str(duty.pk): duty for duty in together.duties(self.case)}
        self.fields["duty"].choices = [
            ("", gettext_lazy("不在清单里，或不用对照")),
            *(
                (key, f"{duty.name}（{duty.get_kind_display()}）")
                for key, duty in self.duties.items()
            ),
        ]
        if duty := together.off_list(self.case):
            self.initial.setdefault("duty", str(duty.pk))
            self.initial.setdefault(
                "reason",
                _("按事项清单，“%(duty)s”由%(unit)s负责，不由社区主责。")
                % {"duty": duty.name, "unit": duty.responsible},
            )
            self.initial.setdefault("evidence", duty.legal_basis)

    @property
    def chosen_decider(self) -> accounts.User:
        return self.people[self.cleaned_data["decider"]]

    @property
    def chosen_duty(self) -> DutyItem | None:
        return self.duties.get(self.cleaned_data["duty"])


class DecideObjectionForm(StepForm):
    upheld = verdict_field(
        gettext_lazy("裁定"),
        [
            ("yes", gettext_lazy("异议成立，改由建议的单位办理")),
            ("no", gettext_lazy("异议不成立，原单位接着办")),
        ],
    )
    decision = words(gettext_lazy("裁定意见"))


class WhistleForm(UnitForm):
    request = words(gettext_lazy("需要他们做什么"))


class RespondForm(StepForm):
    response = words(gettext_lazy("到场情况、打算怎么办"))


class FinishWhistleForm(StepForm):
    result = words(gettext_lazy("办理结果"))
    whistler_score = score_field(gettext_lazy("这次吹哨是否准确、必要"))


class RateUnitForm(StepForm):
    score = score_field(gettext_lazy("对方的响应和办理怎么样"))


class ConsultForm(StepForm):
    held_at = forms.DateTimeField(
        label=gettext_lazy("会商时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    where = LineField(label=gettext_lazy("地点"), required=False, longest=100)
    attendees = LineField(label=gettext_lazy("参加的单位和人"), longest=500)
    minutes = words(gettext_lazy("会商纪要"), longest=5_000)
    results = words(gettext_lazy("议定事项"), help_text=gettext_lazy("谁、做什么、什么时候完成。"))

    def clean_held_at(self) -> dt.datetime:
        held_at: dt.datetime = self.cleaned_data["held_at"]
        if held_at.year < self.case.received_at.year - 1:
            raise forms.ValidationError(_("会商时间比诉求早了一年多，请核对年份。"))
        return held_at


class ExtensionForm(StepForm):
    new_on = forms.DateField(
        label=gettext_lazy("延到哪天（当天24时前）"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = words(
        gettext_lazy("理由"), help_text=gettext_lazy("批准后会原样告诉居民。"), longest=500
    )

    @property
    def new_due_at(self) -> dt.datetime:
        following = self.cleaned_data["new_on"] + dt.timedelta(days=1)
        return dt.datetime.combine(following, dt.time(), clock.SHANGHAI)


class VerdictForm(StepForm):
    """Granting or refusing what a colleague asked for."""

    granted = verdict_field(gettext_lazy("意见"))
    decision = words(gettext_lazy("说明"), longest=500)


class ParkForm(StepForm):
    reason = words(gettext_lazy("现在为什么办不了"), longest=500)
    plan = words(gettext_lazy("打算怎么解决"))
    until_on = forms.DateField(
        label=gettext_lazy("预计哪天解决"),
        help_text=gettext_lazy("原因、措施和日期居民都会看到；到了日子会自动恢复办理。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class RecuseForm(StepForm):
    reason = words(
        gettext_lazy("为什么回避"),
        help_text=gettext_lazy("回避后您不再看到这件诉求。"),
        longest=300,
    )


class RecusalDemandForm(StepForm):
    """Who stands back, chosen among those who may handle the case; or nobody."""

    stands_back = forms.ChoiceField(
        label=gettext_lazy("请谁回避"),
        required=False,
        help_text=gettext_lazy("回避的同事不再看到这件诉求。"),
    )
    decision = words(
        gettext_lazy("给居民的说明"),
        help_text=gettext_lazy("居民会看到；请不要写同事的姓名。"),
        longest=500,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = together.may_stand_back(self.case, on=clock.today())
        self.people = {str(user.pk): user for user in people}
        self.fields["stands_back"].choices = [
            ("", gettext_lazy("不用回避")),
            *((key, user.name) for key, user in self.people.items()),
        ]

    @property
    def chosen_user(self) -> accounts.User | None:
        return self.people.get(self.cleaned_data["stands_back"])

    @property
    def demand(self) -> RecusalDemand | None:
        return together.open_on(self.case).recusal_demand


class CasesForm(StepForm):
    """Chooses other cases that look like this one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.getlist("children") if self.is_bound else self.initial.get("with", [])
        found = together.similar(self.user, self.case, said=ids(said))
        self.cases = {str(case.pk): case for case in found}

    def choices(self) -> list[tuple[str, str]]:
        return [
            (key, f"{self._mark(case)}{case.number}　{case.title}　{case.place}")
            for key, case in self.cases.items()
        ]

    @staticmethod
    def _mark(case: Case) -> str:
        return _("像是同一件事") + "　" if case.alike else ""


class MergeForm(CasesForm):
    children = forms.MultipleChoiceField(
        label=gettext_lazy("把哪些并进来"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("并进来的随这一件一起办、一起答复；以后可以拆出。"),
        error_messages={"required": gettext_lazy("请至少选一件。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].choices = self.choices()
        self.initial["children"] = [
            key for key in self.initial.get("with", []) if key in self.cases
        ]

    @property
    def chosen(self) -> list[Case]:
        return [self.cases[key] for key in self.cleaned_data["children"]]


class RepeatForm(StepForm):
    earlier = forms.ChoiceField(
        label=gettext_lazy("之前反映的是哪一件"),
        help_text=gettext_lazy(
            "居民会收到那一件的进展和答复。有新情况的请照常办理，不要按重复处理。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {str(case.pk): case for case in together.earlier_of(self.user, self.case)}
        self.fields["earlier"].choices = [
            (key, f"{case.number}　{case.title}（{case.get_state_display()}）")
            for key, case in self.cases.items()
        ]
        self.initial["earlier"] = next(
            (key for key in self.initial.get("with", []) if key in self.cases), ""
        )

    @property
    def chosen(self) -> Case:
        return self.cases[self.cleaned_data["earlier"]]


class AppealForm(StepForm):
    reason = forms.ChoiceField(label=gettext_lazy("理由"), choices=AppealReason)
    explanation = words(gettext_lazy("事实和佐证"))
    papers = papers_field()


class LetterForm(StepForm):
    kind = forms.ChoiceField(label=gettext_lazy("哪种文书"), choices=LetterKind)
    addressee = LineField(
        label=gettext_lazy("收件人"),
        longest=100,
        required=False,
        help_text=gettext_lazy("给诉求人的可以不写，会填上姓名；整改、退回的写单位全称。"),
    )
    duty = forms.ChoiceField(label=gettext_lazy("对应的事项（只有退回函要选）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties = {str(duty.pk): duty for duty in together.duties(self.case)}
        self.fields["duty"].choices = [
            ("", gettext_lazy("不用选")),
            *((key, duty.name) for key, duty in self.duties.items()),
        ]
        duty = together.off_list(self.case)
        if duty:
            self.initial.setdefault("duty", str(duty.pk))
        self.initial.setdefault("kind", letters.likely(self.case, off_list=duty is not None))

    def clean(self) -> dict[str, Any]:
        """Without an addressee the letter goes to who asked, if it is one that residents get."""
        cleaned = super().clean() or {}
        by_name = permissions.can_reveal(self.user, self.case) and self.case.requester_name
        to_resident = cleaned.get("kind") in letters.TO_RESIDENTS and by_name
        if not self.errors and not cleaned["addressee"] and not to_resident:
            self.add_error("addressee", _("请写收件人。"))
        return cleaned

    @property
    def chosen_duty(self) -> DutyItem | None:
        return self.duties.get(self.cleaned_data["duty"])
