"""What contradicts on record: a list of things to put right, each with its next step."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.registers.residents import catalogue
from linli.registers.residents.actions import contradictions as actions
from linli.registers.residents.contradictions import HOME, RULES, Rule
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import contradictions as queries
from linli.registers.residents.queries import listing

editor_page = desk_page(ResidentsPermission.EDIT)
PER_PAGE = 25


class AskedForm(forms.Form):
    """The filters, kept in the address; what is not on offer does not narrow."""

    rule = forms.ChoiceField(
        label=gettext_lazy("什么对不上"),
        required=False,
        choices=[("", gettext_lazy("全部")), *((rule.code, rule.label) for rule in RULES)],
    )
    place = forms.ChoiceField(label=gettext_lazy("网格"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("待核对")), ("settled", gettext_lazy("核对过，没有问题"))],
    )

    def __init__(self, data: QueryDict, *, user: accounts.User) -> None:
        super().__init__(data)
        self.offered = {str(place.pk): place for place in listing.place_choices(user)}
        self.fields["place"].choices = [
            ("", gettext_lazy("全部")),
            *((key, str(place)) for key, place in self.offered.items()),
        ]

    def count(self, found: list[tuple[Rule, int]]) -> None:
        """Say how many there are of each; what there is none of is not offered."""
        asked = self.cleaned_data.get("rule", "")
        numbers = {rule.code: number for rule, number in found}
        self.fields["rule"].choices = [
            ("", gettext_lazy("全部")),
            *(
                (rule.code, f"{rule.label} {numbers.get(rule.code, 0)}")
                for rule in RULES
                if rule.code in numbers or rule.code == asked
            ),
        ]

    def asked(self) -> queries.Asked:
        """What is asked for; fields with an error are left out."""
        self.is_valid()
        told = self.cleaned_data
        return queries.Asked(
            rule=told.get("rule", ""),
            place=self.offered.get(told.get("place", "")),
            settled=told.get("state") == "settled",
        )


class SettleForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("可以不写。例如：看过户口簿，确实如此。"),
    )


@require_safe
@never_cache
@editor_page
def index(request: HttpRequest) -> HttpResponse:
    form = AskedForm(request.GET, user=request.user)
    asked = form.asked()
    form.count(queries.counts(request.user, asked))
    found = queries.listing(request.user, asked)
    page = paginate(found, queries.ORDER, after=request.GET.get("after", ""), size=PER_PAGE)
    rows = queries.shown(page.items, on=clock.today())
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [{"shown": one, "next": _next(one)} for one in rows if one.words],
        "note": SettleForm().fields["note"],
        "query": request.GET.urlencode(),
    }
    return render(request, "residents/contradictions.html", context)


def _next(shown: queries.Shown) -> dict[str, Any]:
    """Where it is put right: address and words."""
    rule, person = shown.rule, shown.row.person
    group = catalogue.group(catalogue.Entity.PERSON, rule.group)
    if group is not None:
        url = reverse("residents:edit", args=["person", person.pk, group.code])
        return {"url": url, "words": _("去改")}
    if rule.step is HOME and person.household_id:
        url = reverse("residents:household", args=[person.household_id])
    else:
        url = reverse("residents:person", args=[person.pk])
    return {"url": url, "words": rule.step}


@require_POST
@editor_page
def settle(request: HttpRequest, row: int) -> HttpResponse:
    shown = queries.get_visible(request.user, row)
    form = SettleForm(request.POST)
    if tried(form, actions.settle, row=shown, by=request.user, at=clock.now()) is False:
        messages.error(request, _("说明太长了，最多100字。"))
        return _back(request)
    messages.success(request, _("已记下：核对过，没有问题。信息再有变化才会重新列出。"))
    return _back(request)


@require_POST
@editor_page
def reopen(request: HttpRequest, row: int) -> HttpResponse:
    shown = queries.get_visible(request.user, row)
    actions.reopen(row=shown, by=request.user, at=clock.now())
    messages.success(request, _("已重新列出。"))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was filtered."""
    return redirect(f"{reverse('residents:contradictions')}?{request.GET.urlencode()}")
