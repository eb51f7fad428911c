"""What comes up: one page to look at once a week."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import coming

SPANS = (7, 30, 90)


@require_safe
@never_cache
@desk_page(ResidentsPermission.VIEW)
def index(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("days", "")
    days = next((span for span in SPANS if str(span) == asked), 30)
    today = clock.today()
    until = today + dt.timedelta(days=days)
    context = {
        "days": days,
        "spans": SPANS,
        "today": today,
        "birthdays": coming.birthdays(request.user, since=today, until=until),
        "rows": coming.ending_tags(request.user, until=until),
    }
    return render(request, "residents/coming.html", context)
