"""Forms of a collecting task: whom to ask for what, and what people told."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.insight.sheets.actions.collecting import Answers
from linli.insight.sheets.queries.collecting import Asked, Call, Lack
from linli.insight.sheets.web.forms import DayInput
from linli.kernel import clock
from linli.registers.residents import public as residents

Kind = residents.catalogue.Kind
# What a worker may say; a department's word or a table's comes another way.
SOURCES = [
    pair
    for pair in residents.Source.choices
    if pair[0] not in {residents.Source.IMPORT, residents.Source.DEPARTMENT}
]
WEEK = dt.timedelta(days=7)


class StartForm(forms.Form):
    keys = forms.MultipleChoiceField(
        label=gettext_lazy("问哪些栏"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选一栏。")},
    )
    stale = forms.BooleanField(label=gettext_lazy("太久没核实的也再问一次"), required=False)
    assignee = forms.ModelChoiceField(None, label=gettext_lazy("交给谁问"), empty_label=None)
    due_on = forms.DateField(label=gettext_lazy("最晚哪天问完"), widget=DayInput)

    def __init__(
        self, data: Any, *, lacks: Sequence[Lack], people: Any, user: accounts.User
    ) -> None:
        initial = {
            "keys": [lack.key for lack in lacks if lack.empty],
            "assignee": user.pk,
            "due_on": clock.today() + WEEK,
        }
        super().__init__(data, initial=initial)
        self.fields["keys"].choices = [(lack.key, self._words(lack)) for lack in lacks]
        self.fields["assignee"].queryset = people

    @staticmethod
    def _words(lack: Lack) -> str:
        counted = {"label": lack.label, "empty": lack.empty, "stale": lack.stale}
        if lack.stale:
            return _("%(label)s（空着 %(empty)d，太久 %(stale)d）") % counted
        return _("%(label)s（空着 %(empty)d）") % counted

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("这一天已经过了。"))
        return day


class AnswersForm(forms.Form):
    """One page of people: a control for each fact, and for old ones a box "still the same"."""

    source = forms.ChoiceField(label=gettext_lazy("怎么问的"), choices=SOURCES)
    confirmed_on = forms.DateField(label=gettext_lazy("哪天问的"), widget=DayInput)

    def __init__(self, data: Any, calls: Sequence[Call]) -> None:
        super().__init__(data, initial={"confirmed_on": clock.today()})
        self.calls = calls
        for call in calls:
            for asked in call.asked:
                name = self.name_of(call, asked)
                self.fields[name] = control(call, asked)
                if asked.present:
                    self.fields[f"same-{name}"] = forms.BooleanField(
                        label=_("还是“%s”") % asked.present, required=False
                    )

    @staticmethod
    def name_of(call: Call, asked: Asked) -> str:
        return f"{call.wanted.pk}-{asked.field.name}"

    def rows(self) -> list[dict[str, Any]]:
        """For the page: each person with the controls."""
        found = []
        for call in self.calls:
            cells = []
            for asked in call.asked:
                name = self.name_of(call, asked)
                same = f"same-{name}"
                cells.append(
                    {
                        "label": asked.field.label,
                        "control": self[name],
                        "same": self[same] if same in self.fields else None,
                    }
                )
            found.append({"person": call.wanted.person, "cells": cells})
        return found

    @property
    def suggestions(self) -> list[residents.catalogue.Field]:
        asked = {asked.field for call in self.calls for asked in call.asked}
        return [field for field in asked if field.words]

    def clean_confirmed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["confirmed_on"]
        if day > clock.today():
            raise forms.ValidationError(_("这一天还没有到。"))
        return day

    def answers(self) -> Answers:
        """What was filled in; for a form that is valid."""
        told: dict[int, dict[str, str]] = {}
        same: dict[int, list[str]] = {}
        for call in self.calls:
            for asked in call.asked:
                name = self.name_of(call, asked)
                value = self.cleaned_data.get(name)
                words = value.isoformat() if isinstance(value, dt.date) else (value or "").strip()
                if words:
                    told.setdefault(call.wanted.pk, {})[asked.field.id] = words
                elif self.cleaned_data.get(f"same-{name}"):
                    same.setdefault(call.wanted.pk, []).append(asked.field.id)
        return Answers(told, same)

    def tell(self, errors: dict[tuple[int, str], str]) -> None:
        """Show what could not be written down at its place."""
        for (row, element), words in errors.items():
            name = f"{row}-{residents.catalogue.FIELDS[element].name}"
            if name in self.fields:
                self.add_error(name, words)


def control(call: Call, asked: Asked) -> forms.Field:
    """How a page asks for a fact of somebody."""
    field = asked.field
    common: dict[str, Any] = {
        "label": _("%(name)s的%(field)s") % {"name": call.wanted.person, "field": field.label},
        "required": False,
    }
    if field.kind == Kind.CODE:
        entries = residents.codes.entries(field.codes).items()
        return forms.ChoiceField(choices=[("", _("未问到")), *entries], **common)
    if field.kind == Kind.YES_NO:
        choices = [("", _("未问到")), ("1", _("是")), ("0", _("否"))]
        return forms.ChoiceField(choices=choices, **common)
    if field.kind == Kind.DAY:
        return forms.DateField(widget=DayInput, **common)
    attrs = {"list": f"{field.name}-words"} if field.words else {}
    return forms.CharField(max_length=300, widget=forms.TextInput(attrs=attrs), **common)
