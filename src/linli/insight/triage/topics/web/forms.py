"""Forms of topics and their plans."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.places import public as places
from linli.insight.triage.topics.queries import Asked
from linli.kernel.words_fields import LineField, WordsField

WITHOUT = "none"
DAYS = ((30, gettext_lazy("近一个月")), (90, gettext_lazy("近三个月")))


class FilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("内容或地点"), required=False, max_length=60)
    place = forms.ChoiceField(label=gettext_lazy("区域"), required=False)
    days = forms.ChoiceField(label=gettext_lazy("时间"), required=False)
    plan = forms.ChoiceField(label=gettext_lazy("一事一策"), required=False)

    def __init__(self, data: Any, *, offered: list[places.Place]) -> None:
        super().__init__(data)
        self.places = {str(place.pk): place for place in offered}
        everything = [("", _("全部"))]
        self.fields["place"].choices = everything + [
            (key, place.full_name) for key, place in self.places.items()
        ]
        self.fields["plan"].choices = [*everything, (WITHOUT, _("还没有"))]
        self.fields["days"].choices = [("", _("近半年"))] + [
            (str(days), words) for days, words in DAYS
        ]

    def asked(self) -> Asked:
        """What is asked for; what is not on offer asks for nothing."""
        self.is_valid()
        values = self.cleaned_data
        return Asked(
            words=values.get("q", "").strip(),
            place=self.places.get(values.get("place", "")),
            days=int(values.get("days") or 0),
            without_plan=values.get("plan") == WITHOUT,
        )


class ExportForm(forms.Form):
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200)


class PlanForm(forms.Form):
    """One plan for one matter."""

    place = forms.ChoiceField(label=gettext_lazy("哪个社区来办"))
    title = LineField(label=gettext_lazy("这件事"), longest=100)
    measures = WordsField(label=gettext_lazy("打算怎么办"), longest=2000)
    until_on = forms.DateField(
        label=gettext_lazy("哪天办好"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: Any = None, *, offered: list[places.Place], today: dt.date, **told: Any
    ) -> None:
        super().__init__(data, **told)
        self.today = today
        self.places = {str(place.pk): place for place in offered}
        self.fields["place"].choices = [
            (key, place.full_name) for key, place in self.places.items()
        ]

    def clean_until_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["until_on"]
        if day < self.today:
            raise forms.ValidationError(_("这一天已经过去了。"))
        if day > self.today + dt.timedelta(days=730):
            raise forms.ValidationError(_("请选两年以内的一天。"))
        return day

    def told(self) -> dict[str, Any]:
        """What the action is told."""
        values = self.cleaned_data
        return {
            "place": self.places[values["place"]],
            "title": values["title"],
            "measures": values["measures"],
            "until_on": values["until_on"],
        }


class ResultForm(forms.Form):
    result = WordsField(label=gettext_lazy("办得怎么样"), longest=2000)
