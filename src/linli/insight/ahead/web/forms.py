"""Forms of the months ahead and of what is arranged for them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.places import public as places
from linli.insight.ahead import categories, months
from linli.insight.ahead.web import labels
from linli.kernel.text import own_words
from linli.services.cases import public as cases

# This month, the next, the one after.
AHEAD = (1, 0, 2)


def key_of(month: dt.date) -> str:
    """A month in an address: 2026-12."""
    return f"{month:%Y-%m}"


class FilterForm(forms.Form):
    """Place, month and category; what is not on offer asks for nothing."""

    place = forms.ChoiceField(label=gettext_lazy("区域"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("月份"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)

    def __init__(
        self, data: Any, *, chosen: places.Place, offered: list[places.Place], today: dt.date
    ) -> None:
        now = months.month_of(today)
        told = {
            "place": str(chosen.pk),
            "month": data.get("month") or key_of(months.later(now, 1)),
            "category": data.get("category", ""),
        }
        super().__init__(told)
        if chosen not in offered:
            offered = [chosen, *offered]
        self.months = {key_of(one): one for one in (months.later(now, by) for by in AHEAD)}
        self.next = months.later(now, 1)
        self.fields["place"].choices = [(str(place.pk), str(place)) for place in offered]
        self.fields["month"].choices = [
            (key, labels.month(one)) for key, one in sorted(self.months.items())
        ]
        self.fields["category"].choices = [
            ("", _("全部")),
            *((str(one.pk), one.full_name) for one in categories.known(1, 2)),
        ]
        self.is_valid()

    @property
    def month_asked(self) -> dt.date:
        return self.months.get(self.cleaned_data.get("month", ""), self.next)

    @property
    def category_asked(self) -> cases.Category | None:
        told = self.cleaned_data.get("category", "")
        return categories.find(int(told)) if told else None


class ExportForm(forms.Form):
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200)


class WordsField(forms.CharField):
    """Words on several lines, without signs that no document can hold."""

    def __init__(self, rows: int = 6, **told: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=2000, **told)

    def to_python(self, value: Any) -> str:
        return own_words(super().to_python(value)).strip()


class PlanForm(forms.Form):
    """What is done before the month, or within it."""

    title = forms.CharField(label=gettext_lazy("做什么"), max_length=100)
    measures = WordsField(label=gettext_lazy("打算怎么做"))
    until_on = forms.DateField(
        label=gettext_lazy("哪天做好"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, month: dt.date, today: dt.date, **told: Any) -> None:
        super().__init__(data, **told)
        self.month, self.today = month, today

    def clean_title(self) -> str:
        return " ".join(own_words(self.cleaned_data["title"]).split())

    def clean_until_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["until_on"]
        if day < self.today:
            raise forms.ValidationError(_("这一天已经过去了。"))
        if day > months.last_day(self.month):
            raise forms.ValidationError(_("请选这个月结束以前的一天。"))
        return day


def proposed_day(month: dt.date, today: dt.date) -> dt.date:
    """The day before the month begins; where it has begun, a week on, within it."""
    before = month - dt.timedelta(days=1)
    if before >= today:
        return before
    return min(today + dt.timedelta(days=7), months.last_day(month))


class ResultForm(forms.Form):
    result = WordsField(rows=4, label=gettext_lazy("做得怎么样"))
