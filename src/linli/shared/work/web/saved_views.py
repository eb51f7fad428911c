"""Keeping a list's filters under a name; `{% saved_views %}` shows them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.kernel.errors import DomainError
from linli.kernel.rights import desk_page, own_page
from linli.shared.work.actions import personal
from linli.shared.work.queries import rules


class SaveForm(forms.Form):
    page = forms.SlugField()
    name = forms.CharField(max_length=30)
    query = forms.CharField(max_length=2000, required=False)


@require_POST
@desk_page()
def save(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请给这个视图起个名字，最多 30 个字。"))
        return back(request)
    try:
        view = personal.save_view(user=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已保存为“%s”。") % view.name)
    return back(request)


@require_POST
@desk_page()
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    personal.delete_view(view=rules.get_saved_view(request.user, pk))
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    """To the list where the person was."""
    wanted = request.POST.get("next", "")
    return redirect(wanted if own_page(request, wanted) else "work:today")
