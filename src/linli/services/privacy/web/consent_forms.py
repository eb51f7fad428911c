"""Forms in which somebody's word on a purpose is written down."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.files import public as files
from linli.kernel import clock
from linli.registers.residents import public as residents
from linli.services.privacy.actions.consents import Spoken
from linli.services.privacy.models import Consent, How, Purpose, Word

PAPERS = (files.Kind.PHOTO, files.Kind.PDF)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ConsentForm(forms.Form):
    """What somebody said of one purpose. Asks for a guardian where one has to speak, and for the
    own wish only after a no."""

    word = forms.ChoiceField(label=_("本人怎么说"), widget=forms.RadioSelect)
    separate = forms.BooleanField(
        label=_("已单独告知为什么必须用、有什么影响，本人单独表示同意"), required=False
    )
    own_wish = forms.BooleanField(label=_("本人主动提出，不是我们又去征求的"), required=False)
    how = forms.ChoiceField(label=_("怎么表示的"), choices=How.choices)
    witness = forms.CharField(
        label=_("见证人"), max_length=40, required=False, help_text=_("口头表示的要填。")
    )
    guardian = forms.CharField(label=_("监护人姓名"), max_length=40)
    guardian_relation = forms.ChoiceField(label=_("监护人是本人的"))
    said_on = forms.DateField(label=_("哪天"), widget=DayInput)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    paper = files.UploadsField(label=_("签字的照片或扫描件"), kinds=PAPERS, most=1, required=False)

    def __init__(
        self, *args: Any, purpose: Purpose, last: Consent | None, child: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given = last is not None and last.word == Word.GIVEN
        words = [Word.WITHDRAWN] if given else [Word.GIVEN, Word.REFUSED]
        self.fields["word"].choices = [(word, word.label) for word in words]
        relations = residents.codes.entries("relation").items()
        self.fields["guardian_relation"].choices = [("", gettext("请选择")), *relations]
        if not purpose.is_sensitive or given:
            del self.fields["separate"]
        if last is None or given:
            del self.fields["own_wish"]
        if not child:
            del self.fields["guardian"], self.fields["guardian_relation"]

    def clean_said_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["said_on"]
        if day > clock.today():
            raise forms.ValidationError(gettext("这一天还没有到。"))
        return day

    def spoken(self) -> Spoken:
        """What was filled in, as the action takes it."""
        read = {name: value for name, value in self.cleaned_data.items() if name != "paper"}
        return Spoken(**{**read, "word": Word(read["word"]), "how": How(read["how"])})
