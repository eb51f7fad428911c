"""Passing work on: choose, see what goes, say why, done; with a record and a way back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.shared.work.actions import hand_overs as actions
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import hand_overs as queries
from linli.shared.work.queries import items as item_queries

SHOWN = 50


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}"


class WhatForm(forms.Form):
    """Whose work: a person's, a grid's, or a person's at a grid."""

    person = PersonField(
        label=gettext_lazy("谁的工作"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("不限"),
    )
    place = PlaceField(
        label=gettext_lazy("哪个网格或社区的工作"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("不限"),
    )

    def __init__(self, user: accounts.User, *args: Any) -> None:
        super().__init__(*args)
        self.fields["person"].queryset = queries.people(user, on=clock.today())  # type: ignore[attr-defined]
        self.fields["place"].queryset = queries.grids(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not values.get("person") and not values.get("place"):
            raise forms.ValidationError(_("请选择交接谁的工作，或哪个网格的工作。"))
        return values


class ToForm(forms.Form):
    to = PersonField(
        label=gettext_lazy("交给谁"), queryset=None, empty_label=gettext_lazy("请选择")
    )
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=300,
        help_text=gettext_lazy("会写进交接记录和每件工作的过程里。例如：调整网格、休产假"),
    )

    def __init__(self, user: accounts.User, whose: accounts.User | None, *args: Any) -> None:
        super().__init__(*args)
        offered = queries.people(user, on=clock.today())
        if whose is not None:
            offered = offered.exclude(pk=whose.pk)
        self.fields["to"].queryset = offered  # type: ignore[attr-defined]


@require_safe
@desk_page(WorkPermission.HAND_OVER)
def records(request: HttpRequest) -> HttpResponse:
    """The form's first half, and the records below it."""
    after = request.GET.get("after", "")
    context = {
        "form": WhatForm(request.user),
        "page": paginate(queries.records(request.user), ("-at", "-pk"), after=after),
    }
    return render(request, "work/hand_overs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(WorkPermission.HAND_OVER)
def new(request: HttpRequest) -> HttpResponse:
    """What would go, and to whom; a POST does it. The choice itself stays in the address."""
    user = request.user
    if not request.GET:
        return redirect("work:hand-overs")
    what = WhatForm(user, request.GET)
    if not what.is_valid():
        return render(request, "work/hand_overs.html", {"form": what}, status=422)
    person, place = what.cleaned_data["person"], what.cleaned_data["place"]
    form = ToForm(user, person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            record = actions.hand_over(
                from_user=person,
                place=place,
                to_user=form.cleaned_data["to"],
                reason=form.cleaned_data["reason"],
                by=user,
                at=clock.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("work:hand-over", record.pk)
    status = 422 if form.errors else 200
    return render(
        request,
        "work/hand_over_new.html",
        preview(user, person, place) | {"form": form},
        status=status,
    )


def preview(
    user: accounts.User, person: accounts.User | None, place: places.Place | None
) -> dict[str, Any]:
    """What the page shows of what would go, and what stays behind."""
    found = queries.would_go(by=user, from_user=person, place=place)
    holdings = queries.holdings(found)
    count = sum(holding.count for holding in holdings)
    elsewhere = 0
    if person is not None and place is None:
        elsewhere = queries.open_of(person).count() - count
    shown = found.select_related("place", "team", "assignee").order_by("due_at", "pk")[:SHOWN]
    return {
        "person": person,
        "place": place,
        "count": count,
        "holdings": holdings,
        "elsewhere": elsewhere,
        "rows": item_queries.rows(shown, user),
        "now": clock.now(),
    }


@require_safe
@desk_page(WorkPermission.HAND_OVER)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    context = {
        "record": found,
        "rows": queries.handed_rows(found, request.user, limit=SHOWN),
        "can_undo": queries.can_undo(found, at=clock.now()),
        "now": clock.now(),
    }
    return render(request, "work/hand_over.html", context)


@require_POST
@desk_page(WorkPermission.HAND_OVER)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_visible(request.user, pk)
    actions.undo_hand_over(record=found, by=request.user, at=clock.now())
    text = ngettext("已撤回，%d 件工作回到原处。", "已撤回，%d 件工作回到原处。", found.size)
    messages.success(request, text % found.size)
    return redirect("work:hand-over", found.pk)
