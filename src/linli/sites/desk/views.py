"""The desk's own pages: where one lands, what the search box found, the settings index."""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.kernel.text import typed

HITS = 8


@require_safe
@desk_page()
def home(request: HttpRequest) -> HttpResponse:
    """Today's work; the first page of the menu where no service shows it."""
    try:
        return redirect("work:today")
    except NoReverseMatch:
        return redirect("desk:settings")


@require_safe
@desk_page()
def search(request: HttpRequest) -> HttpResponse:
    words = typed(request.GET, "q")[:100]
    found = list(accounts.search(request.user, words, HITS)) if words else []
    return render(request, "desk/search.html", {"words": words, "found": found})


@require_safe
@desk_page()
def settings_index(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/settings.html")


class SampleForm(forms.Form):
    """All kinds of fields, for the gallery."""

    name = forms.CharField(label=_("姓名"), help_text=_("和身份证上一致。"))
    nature = forms.ChoiceField(label=_("性质"), choices=[("1", _("咨询")), ("2", _("求助"))])
    way = forms.ChoiceField(
        label=_("联系方式"), choices=[("1", _("电话")), ("2", _("上门"))], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("内容"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    photo = forms.FileField(label=_("照片"), required=False)
    anonymous = forms.BooleanField(label=_("匿名"), required=False)


@require_safe
@desk_page()
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part of `templatetags/ui.py`, to look at while designing; debug only."""
    now = clock.now()
    context = {
        "form": SampleForm(),
        "bad_form": SampleForm({"nature": "3"}),
        "now": now,
        "due_green": now + dt.timedelta(days=4),
        "due_amber": now + dt.timedelta(hours=3),
        "due_red": now - dt.timedelta(days=2, hours=1),
    }
    return render(request, "desk/gallery.html", context)
