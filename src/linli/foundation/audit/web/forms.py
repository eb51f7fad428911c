"""What is asked of the log."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.foundation.audit.queries import Filters
from linli.foundation.audit.words import WORDS

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FIRST_LOOK = dt.timedelta(days=30)


class FilterForm(forms.Form):
    first_on = forms.DateField(label=_("从"), required=False, widget=DAY)
    last_on = forms.DateField(label=_("到"), required=False, widget=DAY)
    actor = forms.CharField(label=_("操作人"), required=False, max_length=40)
    action = forms.ChoiceField(label=_("操作"), required=False)
    subject = forms.CharField(label=_("对象（姓名、编号、地址）"), required=False, max_length=60)

    def __init__(self, data: Any, *, today: dt.date) -> None:
        start = {"first_on": today - FIRST_LOOK, "last_on": today}
        self.today = today
        given = data.copy() if data else {}
        for name, day in start.items():
            if not given.get(name):
                given[name] = str(day)
        super().__init__(given)
        codes = WORDS.keys()
        known = sorted(((code, str(WORDS[code])) for code in codes), key=lambda row: row[1])
        self.fields["action"].choices = [("", _("全部")), *known]

    def filters(self) -> Filters:
        """What is asked for; what cannot be read asks for nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return Filters(
            first_on=asked.get("first_on") or self.today - FIRST_LOOK,
            last_on=asked.get("last_on") or self.today,
            actor=asked.get("actor", "").strip(),
            action=asked.get("action", ""),
            subject=asked.get("subject", "").strip(),
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("导出做什么用"), max_length=200, help_text=_("会写在导出的文件上，也会记进日志。")
    )
