"""Pages about accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.kernel.rights import desk_page


@require_safe
@desk_page()
def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/profile.html")
