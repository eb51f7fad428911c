"""Kinds of form fields that several of the desk's forms use."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from linli.kernel.words_fields import LineField, WordsField

__all__ = ["YES_NO", "LineField", "WordsField", "YesNoField"]

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
