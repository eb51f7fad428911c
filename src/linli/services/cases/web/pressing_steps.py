"""The steps of a case's page that press for a result."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.services.cases import permissions
from linli.services.cases.actions import pressing
from linli.services.cases.models import Case
from linli.services.cases.states import WAITED_FOR, State
from linli.services.cases.web.fields import LineField, WordsField
from linli.services.cases.web.forms import StepForm
from linli.services.cases.web.step import Step
from linli.shared.work import public as work

# What a head would write first: a result within two days.
USUAL = dt.timedelta(days=2)


class UrgeForm(StepForm):
    words = LineField(
        label=gettext_lazy("居民怎么说"),
        help_text=gettext_lazy("可以不写。会提醒负责人；催过两次或已超时，也告诉社区负责人。"),
        required=False,
        longest=300,
    )


class SuperviseForm(StepForm):
    due_on = forms.DateField(
        label=gettext_lazy("哪天前要有结果"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("请选一个日期。")},
    )
    note = WordsField(
        label=gettext_lazy("要求"),
        help_text=gettext_lazy("办到什么程度、注意什么。居民只看到负责人在盯着，看不到这些话。"),
        longest=500,
        rows=3,
        error_messages={"required": gettext_lazy("请写明要求。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", clock.today() + USUAL)


def _urge(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    pressing.note_urge(case=case, words=form.cleaned_data["words"], by=by, at=at)
    return _("记下了，已提醒负责人。")


def _supervise(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    data = form.cleaned_data
    pressing.supervise(case=case, note=data["note"], due_on=data["due_on"], by=by, at=at)
    return _("已督办，会排在负责人的最前面。")


def _end(case: Case, form: Any, by: accounts.User, at: dt.datetime) -> str:
    pressing.end_supervision(case=case, by=by, at=at)
    return _("不再督办了。")


def _may_supervise(user: accounts.User, case: Case) -> bool:
    open_to_it = case.state in WAITED_FOR and case.state != State.MERGED
    return open_to_it and permissions.can_supervise(user, case)


PRESSING_STEPS: tuple[Step, ...] = (
    Step(
        "urge",
        gettext_lazy("居民来催"),
        "bell",
        UrgeForm,
        lambda user, case: case.state in WAITED_FOR and permissions.can_hand_slip(user, case),
        _urge,
        button=gettext_lazy("记下，并提醒"),
    ),
    Step(
        "supervise",
        gettext_lazy("督办"),
        "eye",
        SuperviseForm,
        _may_supervise,
        _supervise,
    ),
    Step(
        "end-supervision",
        gettext_lazy("不再督办"),
        "x",
        StepForm,
        lambda user, case: (
            permissions.can_supervise(user, case) and work.supervision_of(case.work) is not None
        ),
        _end,
    ),
)
