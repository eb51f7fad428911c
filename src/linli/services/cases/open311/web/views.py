"""Giving keys to other systems, and taking them back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.services.cases.actions import partners
from linli.services.cases.open311 import keys
from linli.services.cases.open311.web.forms import KeyForm
from linli.services.cases.permissions import CasesPermission


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_page(CasesPermission.MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """The keys, and a form for a new one, whose secret is shown on the answer and never again."""
    user: Any = request.user
    form = KeyForm(request.POST if request.method == "POST" else None, user=user)
    secret = ""
    if form.is_valid():
        made = form.cleaned_data
        _key, secret = partners.open_key(
            name=made["name"],
            organisation=made["organisation"],
            place=made["place"],
            by=user,
            at=clock.now(),
        )
        form = KeyForm(None, user=user)
    context = {
        "keys": keys.visible_to(user),
        "form": form,
        "secret": secret,
        "open311": request.build_absolute_uri("/open311/v2/"),
        "api": request.build_absolute_uri("/api/"),
    }
    status = 422 if form.errors else 200
    return render(request, "cases/open311/keys.html", context, status=status)


@require_POST
@desk_page(CasesPermission.MANAGE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    key = keys.get_visible(user, pk)
    partners.close_key(key=key, by=user, at=clock.now())
    messages.success(request, _("“%(name)s”的密钥已停用。") % {"name": key.name})
    return redirect("interfaces:list")
