import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.insight.reports.models import RateFormula


class RatesFilter(forms.Form):
    """Place and day of the rates page; the day names the period that holds it."""

    place = forms.ModelChoiceField(queryset=None, required=False, label=_("区域"), empty_label=None)
    day = forms.DateField(
        required=False,
        label=_("统计期（含这一天）"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = known

    def offer(self, choices: list[tuple[int, str]]) -> None:
        """Of the places that are known, those to choose from."""
        self.fields["place"].choices = choices


class ReplayFilter(forms.Form):
    """Which received requests are replayed."""

    first = forms.DateField(
        required=False, label=_("收到时间从"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        required=False, label=_("到"), widget=forms.DateInput(attrs={"type": "date"})
    )
    source = forms.ChoiceField(required=False, label=_("来源"))

    def __init__(self, *args: Any, sources: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("全部")), *sources]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            raise forms.ValidationError(_("结束日期早于开始日期，请对调一下。"))
        return cleaned


class FormulaForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = RateFormula
        fields = (
            "name",
            "source",
            "response_weight",
            "solution_weight",
            "satisfaction_weight",
            "fair_worth",
            "period_start_day",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        weights = [
            cleaned.get(name)
            for name in ("response_weight", "solution_weight", "satisfaction_weight")
        ]
        if None not in weights and sum(weights) != 100:
            raise forms.ValidationError(
                _("三项权重加起来要等于100%%，现在是%(sum)s%%。") % {"sum": sum(weights)}
            )
        return cleaned
