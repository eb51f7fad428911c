"""Kinds of form fields that several of the desk's forms use."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import clock
from linli.kernel.text import own_words

YES_NO = [("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]


class WordsField(forms.CharField):
    """Somebody's own words. Longer ones come back whole with a sentence, never cut off.

    No `maxlength` in the page on purpose: browsers cut what is pasted, without a word.
    """

    def __init__(self, *, longest: int, rows: int = 4, **kwargs: Any) -> None:
        self.longest = longest
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return own_words(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(
                _("最多写%(longest)d字，现在有%(length)d字。您写的都还在，请删短一些。")
                % {"longest": self.longest, "length": len(value)}
            )


class LineField(WordsField):
    """The same on one line, however it was sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput, **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


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
