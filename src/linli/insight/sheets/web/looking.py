"""Looking into a filled form: who stands in it, where each cell comes from, what changed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.insight.sheets.actions import sending
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.queries import figures, fillings, traces
from linli.insight.sheets.web.forms import LookForm, SendForm
from linli.kernel import clock
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried

PAGE = 50
MOST_CHANGES = 500


@require_safe
@never_cache
@desk_page(SheetsPermission.FILL)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of a filled form; a chosen cell tells where it comes from."""
    found = fillings.get_visible(request.user, pk)
    reader = traces.Reader(request.user, found)
    form = LookForm(request.GET, reader)
    asked = form.asked()
    sheet = reader.sheet(asked["sheet"])
    numbers = reader.numbers(sheet, gaps=asked["gaps"], key=asked["field"])
    page = Paginator(numbers, PAGE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("cell", None)
    context: dict[str, Any] = {
        "filling": found,
        "form": form,
        "labels": reader.labels(sheet),
        "page": page,
        "lines": [reader.line(sheet, number) for number in page],
        "address": address.urlencode(),
        "story": reader.story(sheet, *asked["cell"]) if asked["cell"] else None,
    }
    address.pop("page", None)
    context["filters"] = address.urlencode()
    return render(request, "sheets/people_page.html", context)


@require_safe
@never_cache
@desk_page(SheetsPermission.FILL)
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What is different from the last time."""
    found = fillings.get_visible(request.user, pk)
    now = traces.Reader(request.user, found)
    before = traces.before(found)
    context: dict[str, Any] = {"filling": found, "before": before}
    if before is not None:
        then = traces.Reader(request.user, before)
        difference = traces.difference(now, then)
        context |= {
            "figures": figures.changes(
                figures.Reader(request.user, found), figures.Reader(request.user, before)
            ),
            "has_people": bool(now.sheets or then.sheets),
            "difference": difference,
            "changed": difference.changed[:MOST_CHANGES],
            "more": max(len(difference.changed) - MOST_CHANGES, 0),
        }
    return render(request, "sheets/changes.html", context)


@require_POST
@desk_page(SheetsPermission.FILL)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    found = fillings.get_visible(request.user, pk)
    done = tried(
        SendForm(request.POST), sending.send, filling=found, by=request.user, at=clock.now()
    )
    if done is not False:
        messages.success(request, _("已标为报送，这一版留底不再改。标错了24小时内可以撤回。"))
    return redirect("sheets:filling", pk)


@require_POST
@desk_page(SheetsPermission.FILL)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = fillings.get_visible(request.user, pk)
    sending.take_back(filling=found, by=request.user, at=clock.now())
    messages.success(request, _("已撤回报送标记，可以再改再填。"))
    return redirect("sheets:filling", pk)
