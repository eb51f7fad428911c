"""Kinds of form fields that several of the desk's forms use."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import clock
from linli.kernel.words_fields import LineField, WordsField

__all__ = ["YES_NO", "LineField", "PastDayField", "WordsField", "YesNoField"]

YES_NO = [("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]


class YesNoField(forms.TypedChoiceField):
    """Yes or no, said aloud: neither is taken for granted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("请选“是”或“否”。")},
            **kwargs,
        )


class PastDayField(forms.DateField):
    """A day that is over, or today."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, **kwargs)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is not None and value > clock.today():
            raise forms.ValidationError(_("这一天还没有到，请核对。"))
