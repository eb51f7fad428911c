"""Pages of follow-ups: what is open, and one step to close it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.services.changes import matters
from linli.services.changes.actions import closing
from linli.services.changes.models import FollowUp, Outcome
from linli.services.changes.models.rules import KINDS
from linli.services.changes.permissions import DOES
from linli.services.changes.queries import follow_ups as queries

PER_PAGE = 25
# What a person may answer; the first is what is done most.
ANSWERS = (Outcome.CONTACTED, Outcome.UPDATED, Outcome.UNNEEDED)


class AskedForm(forms.Form):
    """The filters, kept in the address; what is not on offer does not narrow."""

    kind = forms.ChoiceField(
        label=gettext_lazy("什么变化"),
        required=False,
        choices=[("", gettext_lazy("全部")), *KINDS],
    )
    place = forms.ChoiceField(label=gettext_lazy("网格"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[
            ("", gettext_lazy("待跟进")),
            ("mine", gettext_lazy("待我跟进")),
            ("done", gettext_lazy("跟进完的")),
        ],
    )

    def __init__(self, data: QueryDict, *, user: accounts.User) -> None:
        super().__init__(data)
        self.offered = {str(place.pk): place for place in queries.place_choices(user)}
        self.fields["place"].choices = [
            ("", gettext_lazy("全部")),
            *((key, str(place)) for key, place in self.offered.items()),
        ]

    def asked(self) -> queries.Asked:
        """What is asked for; fields with an error are left out."""
        self.is_valid()
        told = self.cleaned_data
        return queries.Asked(
            kind=told.get("kind", ""),
            place=self.offered.get(told.get("place", "")),
            mine=told.get("state") == "mine",
            done=told.get("state") == "done",
        )


class CloseForm(forms.Form):
    outcome = forms.TypedChoiceField(
        choices=[(one.value, one.label) for one in ANSWERS], coerce=Outcome
    )
    note = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("可以不写。例如：打了电话，下周来办。"),
    )


@require_safe
@never_cache
@desk_page(DOES)
def index(request: HttpRequest) -> HttpResponse:
    form = AskedForm(request.GET, user=request.user)
    asked = form.asked()
    order = ("-id",) if asked.done else queries.ORDER
    found = queries.listing(request.user, asked)
    page = paginate(found, order, after=request.GET.get("after", ""), size=PER_PAGE)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [(one, matters.together(one.matters.all())) for one in page.items],
        "now": clock.now(),
    }
    return render(request, "changes/list.html", context)


@require_safe
@never_cache
@desk_page(DOES)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, queries.get_visible(request.user, pk), CloseForm())


def _page(
    request: HttpRequest, shown: FollowUp, form: forms.Form, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "follow_up": shown,
        "advice": queries.advice(shown),
        "form": form,
        "answers": ANSWERS,
        "now": clock.now(),
    }
    return render(request, "changes/one.html", context, status=status)


@require_POST
@desk_page(DOES)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.get_visible(request.user, pk)
    form = CloseForm(request.POST)
    if tried(form, closing.close, follow_up=shown, by=request.user, at=clock.now()) is False:
        return _page(request, shown, form, status=422)
    messages.success(request, _("已记下。点错了可以在这一页重新打开。"))
    return redirect("changes:one", pk)


@require_POST
@desk_page(DOES)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.get_visible(request.user, pk)
    closing.reopen(follow_up=shown, by=request.user, at=clock.now())
    messages.success(request, _("已重新打开。"))
    return redirect("changes:one", pk)
