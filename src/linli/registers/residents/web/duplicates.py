"""Files that look alike: told apart, or made one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock
from linli.kernel.rights import desk_page, found
from linli.registers.residents.actions import merging
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import duplicates, finding

manager_page = desk_page(ResidentsPermission.MANAGE)


class PairForm(forms.Form):
    """Two files; `same`: the first one counts."""

    kept = forms.IntegerField()
    gone = forms.IntegerField()


@require_safe
@never_cache
@manager_page
def index(request: HttpRequest) -> HttpResponse:
    offered = duplicates.communities(request.user)
    asked = request.GET.get("place", "")
    place = next((one for one in offered if str(one.pk) == asked), next(iter(offered), None))
    context = {
        "offered": offered,
        "place": place,
        "pairs": duplicates.pairs(request.user, place) if place else [],
        "today": clock.today(),
    }
    return render(request, "residents/duplicates.html", context)


@require_POST
@manager_page
def merge(request: HttpRequest) -> HttpResponse:
    ids = _ids(request)
    if (done := duplicates.kept_file(request.user, ids[1])) and done.pk == ids[0]:
        return redirect("residents:person", done.pk)  # the same form once more
    first, second = _pair(request)
    try:
        merging.merge(kept=first, gone=second, by=request.user, at=clock.now())
    except merging.TwoNumbers as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    messages.success(request, _("已合并。如果合错了，可以在这一页分开。"))
    return redirect("residents:person", first.pk)


@require_POST
@manager_page
def tell_apart(request: HttpRequest) -> HttpResponse:
    first, second = _pair(request)
    merging.tell_apart(first=first, second=second, by=request.user, at=clock.now())
    messages.success(request, _("已记下：是两个人，以后不再提示。"))
    return _back(request)


@require_POST
@manager_page
def part(request: HttpRequest, merge_id: int) -> HttpResponse:
    done = found(duplicates.get_merge(request.user, merge_id))
    merging.part(merge=done, by=request.user, at=clock.now())
    messages.success(request, _("已分开，两份档案都回到了合并之前。"))
    return redirect("residents:person", done.kept_id)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that was looked at, of the same community."""
    return redirect(f"{reverse('residents:duplicates')}?{request.GET.urlencode()}")


def _ids(request: HttpRequest) -> tuple[int, int]:
    form = PairForm(request.POST)
    form.is_valid()
    return form.cleaned_data.get("kept") or 0, form.cleaned_data.get("gone") or 0


def _pair(request: HttpRequest) -> tuple[Any, Any]:
    first, second = _ids(request)
    return finding.get_visible(request.user, first), finding.get_visible(request.user, second)
