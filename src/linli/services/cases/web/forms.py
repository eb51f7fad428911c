"""What a worker fills in on a case's page. Forms check shape; the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel import clock
from linli.kernel.errors import EditConflict
from linli.kernel.identity import mask_name
from linli.registers.residents import public as residents
from linli.services.cases import casework, drafts
from linli.services.cases.actions import describe
from linli.services.cases.choices import (
    ContactResult,
    ContactWay,
    EndReason,
    Nature,
    NonDispatch,
    Outcome,
    Satisfaction,
)
from linli.services.cases.models import Case, Category
from linli.services.cases.web.fields import LineField, PastDayField, WordsField, YesNoField
from linli.services.cases.web.places import PlaceChoice
from linli.shared.work import public as work

LONG = 10_000
SHORT = 1_000


class StepForm(forms.Form):
    """One step on a case. `seen` is the last line of the timeline that the person has read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, user: accounts.User, **kwargs: Any) -> None:
        self.case = case
        self.user = user
        super().__init__(*args, **kwargs)


class SignForm(StepForm):
    pass


class ContactForm(StepForm):
    way = forms.ChoiceField(
        label=gettext_lazy("怎么联系的"),
        choices=ContactWay,
        initial=ContactWay.PHONE,
        widget=forms.RadioSelect,
    )
    result = forms.ChoiceField(
        label=gettext_lazy("结果"),
        choices=ContactResult,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选联系的结果。没联系上也要记，都算数。")},
    )
    note = LineField(
        label=gettext_lazy("说了什么"),
        help_text=gettext_lazy("可以不写。居民看不到这一栏。"),
        required=False,
        longest=500,
    )


class HandleForm(StepForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("结果"),
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选办理的结果。")},
    )
    result = WordsField(
        label=gettext_lazy("做了什么"),
        help_text=gettext_lazy("给同事和档案看：谁、哪天、怎么办的。下一步再写给居民的答复。"),
        error_messages={"required": gettext_lazy("请写一两句做了什么。")},
        longest=LONG,
    )
    photos = files.PhotosField(
        label=gettext_lazy("办好后的照片"),
        required=False,
        help_text=gettext_lazy("可以不放，也可以直接粘贴。居民会看到，请避开人脸和车牌。"),
    )


class ReportForm(StepForm):
    reply = WordsField(
        label=gettext_lazy("给居民的答复"),
        error_messages={"required": gettext_lazy("请写给居民的答复。")},
        longest=LONG,
        rows=7,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.case
        self.fields["reply"].help_text = drafts.reminder(case.outcome)
        self.initial.setdefault(
            "reply",
            drafts.reply(
                outcome=case.outcome,
                title=case.title,
                result=casework.result(case, self.user),
                unit=case.owner.name,
                phone=case.owner.phone,
            ),
        )


class CallBackForm(StepForm):
    contacted = YesNoField(label=gettext_lazy("工作人员和您联系过吗？"))
    solved = YesNoField(label=gettext_lazy("问题解决了吗？"))
    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("您对这次办理满意吗？"),
        choices=Satisfaction,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )
    comment = LineField(label=gettext_lazy("居民还说了什么"), required=False, longest=SHORT)


class CallBackFailedForm(StepForm):
    comment = LineField(
        label=gettext_lazy("打过几次、什么时候"),
        required=True,
        longest=SHORT,
        error_messages={"required": gettext_lazy("请写一下打过几次、什么时候打的。")},
    )


RETURN, CLOSE = "return", "close"


class DecideForm(StepForm):
    decision = forms.ChoiceField(
        label=gettext_lazy("怎么定"),
        choices=[
            (RETURN, gettext_lazy("退回重办：居民说得有理，还要接着办")),
            (CLOSE, gettext_lazy("可以办结：已尽力，并向居民说明")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )
    words = WordsField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("退回的写明要补什么；办结的写明为什么。"),
        longest=SHORT,
        rows=3,
        error_messages={"required": gettext_lazy("请写明理由。")},
    )


class ReturnForm(StepForm):
    reason = WordsField(
        label=gettext_lazy("为什么退回、要补什么"),
        longest=SHORT,
        rows=3,
        error_messages={"required": gettext_lazy("请写明退回的原因，办理的同事才知道要补什么。")},
    )


class CloseForm(StepForm):
    words = WordsField(
        label=gettext_lazy("为什么不等回访就办结"),
        longest=SHORT,
        rows=3,
        error_messages={"required": gettext_lazy("请写明理由。")},
    )


class AssignForm(StepForm):
    to = forms.ChoiceField(label=gettext_lazy("交给谁"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {
            str(user.pk): user for user in casework.colleagues(self.case, on=clock.today())
        }
        self.fields["to"].choices = [(key, user.name) for key, user in self.colleagues.items()]

    @property
    def colleague(self) -> accounts.User:
        return self.colleagues[self.cleaned_data["to"]]


class ResidentForm(StepForm):
    person = forms.ChoiceField(label=gettext_lazy("是哪一位"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {
            str(person.pk): person for person in casework.maybe_asked(self.user, self.case)
        }
        self.fields["person"].choices = [
            (key, f"{casework.home_of(person)} {mask_name(person.name)}".strip())
            for key, person in self.people.items()
        ]
        self.initial.setdefault("person", next(iter(self.people), ""))

    @property
    def resident(self) -> residents.Person:
        return self.people[self.cleaned_data["person"]]


class NoteForm(StepForm):
    text = WordsField(
        label=gettext_lazy("给同事的话"),
        help_text=gettext_lazy("居民看不到。"),
        longest=2_000,
        rows=3,
        error_messages={"required": gettext_lazy("请写上内容。")},
    )


class DeclineForm(StepForm):
    kind = forms.ChoiceField(label=gettext_lazy("属于哪一种"), choices=NonDispatch)
    words = WordsField(
        label=gettext_lazy("告诉居民的话"),
        help_text=gettext_lazy("可以改得更贴近这件事。留空就用这一种的通用说法。"),
        required=False,
        longest=2_000,
        rows=5,
    )


class EndForm(StepForm):
    reason = forms.ChoiceField(label=gettext_lazy("原因"), choices=EndReason)
    words = WordsField(
        label=gettext_lazy("告诉居民的话"),
        help_text=gettext_lazy("写清楚为什么不能继续办，居民还可以怎么做。"),
        longest=2_000,
        rows=4,
        error_messages={"required": gettext_lazy("请写明要告诉居民的话。")},
    )


class DescribeForm(StepForm):
    """Title, nature, category, place and urgency; the resident's own words stay as they are."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = LineField(label=gettext_lazy("标题"), longest=120)
    nature = forms.ChoiceField(label=gettext_lazy("性质"), choices=Nature, widget=forms.RadioSelect)
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    place_text = LineField(label=gettext_lazy("地点"), required=False, longest=200)
    address = LineField(label=gettext_lazy("具体位置"), required=False, longest=200)
    happened_on = PastDayField(label=gettext_lazy("哪天发生的"))
    priority = forms.TypedChoiceField(
        label=gettext_lazy("紧急程度"), choices=work.Priority, coerce=int
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What somebody else saved meanwhile, by field: shown beside the own values.
        self.changed_by_others: dict[str, str] = {}
        case = self.case
        self.fields["category"].choices = [("", _("未归类")), *casework.category_choices(case)]
        described = {
            "version": case.version,
            "title": case.title,
            "nature": case.nature,
            "category": case.category_id or "",
            "place_text": str(case.place),
            "address": case.address,
            "happened_on": case.happened_on,
            "priority": case.work.priority,
        }
        self.initial.update(described)

    @property
    def places(self) -> PlaceChoice:
        """What the typed place can mean."""
        if not self.is_bound:
            return PlaceChoice([self.case.place], self.case.place)
        return PlaceChoice.of(self.data, self.user, present=self.case.place)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        choice = self.places
        if choice.place is None:
            self.add_error("place_text", choice.problem)
        cleaned["place"] = choice.place
        return cleaned

    @property
    def description(self) -> describe.Description:
        data = self.cleaned_data
        return describe.Description(
            title=data["title"],
            nature=data["nature"],
            category=self._category(data["category"]),
            place=data["place"],
            address=data["address"],
            happened_on=data["happened_on"],
            priority=data["priority"],
        )

    def _category(self, chosen: str) -> Category | None:
        present = self.case.category
        if present is not None and chosen == str(present.pk):
            return present
        return casework.get_category(int(chosen)) if chosen else None

    def show_theirs(self, conflict: EditConflict) -> None:
        """Put what is saved now beside the own values; saving again chooses the own ones."""
        theirs, mine = conflict.details["theirs"], self.description
        self.changed_by_others = {
            str(describe.LABELS[name]): describe.shown(name, getattr(theirs, name))
            for name in describe.LABELS
            if getattr(theirs, name) != getattr(mine, name)
        }
        data = self.data.copy()
        data["version"] = conflict.details["version"]
        self.data = data
