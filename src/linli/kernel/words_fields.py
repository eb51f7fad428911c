"""Form fields for what people write in their own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from linli.kernel.text import own_words


class WordsField(forms.CharField):
    """Somebody's own words. Longer ones come back whole with a sentence, never cut off.

    No `maxlength` in the page on purpose: browsers cut what is pasted, without a word.
    """

    widget = forms.Textarea
    too_long = gettext_lazy("最多写%(longest)d字，现在有%(length)d字。您写的都还在，请删短一些。")

    def __init__(self, *, longest: int, rows: int = 4, **kwargs: Any) -> None:
        self.longest = longest
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return own_words(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(
                self.too_long % {"longest": self.longest, "length": len(value)}
            )


class LineField(WordsField):
    """The same on one line, however it was sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput, **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())
