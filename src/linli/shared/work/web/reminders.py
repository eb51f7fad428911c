"""When people are reminded of a limit: the ladder of a preset as people fill it in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.shared.work.actions import rules as actions
from linli.shared.work.deadlines import Ladder, Rung
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import rules as queries

MOST = 5
LONGEST_HOURS = 720


class HoursField(forms.CharField):
    """Some numbers of hours, "24, 1"; minutes as a list."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "，".join(f"{minutes / 60:g}" for minutes in value)

    def clean(self, value: Any) -> list[int]:
        parts = super().clean(value).replace("，", " ").replace(",", " ").replace("、", " ").split()
        try:
            hours = [float(part) for part in parts]
        except ValueError:
            raise forms.ValidationError(_("请填小时数，几个数用逗号分开，比如“24，1”。")) from None
        if len(hours) > MOST or any(not 0 < hour <= LONGEST_HOURS for hour in hours):
            raise forms.ValidationError(_("最多填5个，每个不超过720小时（30天）。"))
        return [round(hour * 60) for hour in hours]


class RemindersForm(forms.Form):
    share = forms.IntegerField(
        label=gettext_lazy("时间过了百分之几"), required=False, min_value=1, max_value=99
    )
    before = HoursField(label=gettext_lazy("到期前几小时"), required=False, max_length=60)
    after = HoursField(
        label=gettext_lazy("超时后几小时"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("到期那一刻一定会告诉经办人和负责人，这里填之后再催的时间。"),
    )

    @property
    def ladder(self) -> Ladder:
        data = self.cleaned_data
        share = [(Rung.SHARE, data["share"])] if data["share"] else []
        return [
            *share,
            *((Rung.BEFORE, minutes) for minutes in data["before"]),
            *((Rung.AFTER, minutes) for minutes in data["after"]),
        ]


def form_of(ladder: Ladder) -> RemindersForm:
    """The form with what is set now."""
    steps: dict[str, list[int]] = {rung: [n for r, n in ladder if r == rung] for rung in Rung}
    share = steps.pop(Rung.SHARE)
    return RemindersForm(initial={"share": share[0] if share else None, **steps})


@require_POST
@desk_page(WorkPermission.MANAGE_RULES)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = queries.get_preset(pk), RemindersForm(request.POST)
    if not form.is_valid():
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(wrong))
        return redirect("work:preset", pk)
    actions.set_reminders(preset=found, ladder=form.ladder, by=request.user, at=clock.now())
    messages.success(request, _("提醒的时间改好了。"))
    return redirect("work:preset", pk)
