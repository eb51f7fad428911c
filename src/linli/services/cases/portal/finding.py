"""Opening an own request again: by number and code, by its link, from the list of an account."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.errors import NotFound, TooMany
from linli.kernel.paging import paginate
from linli.services.cases import limits, plain_words, queries
from linli.services.cases.models import Case
from linli.services.cases.portal import access
from linli.services.cases.portal.asking import INVALID, by_link, to_find
from linli.services.cases.portal.forms import FindForm


@require_http_methods(["GET", "HEAD", "POST"])
@access.personal
def find(request: HttpRequest) -> HttpResponse:
    """Number and code. One sentence for a wrong number and for a wrong code."""
    if request.method != "POST":
        form = FindForm(initial={"number": request.GET.get("number", "")[:40]})
        return render(request, "cases/portal/find.html", {"form": form})
    form = FindForm(request.POST)
    status = INVALID
    if form.is_valid():
        try:
            case = _opened(form.cleaned_data["number"], form.cleaned_data["code"])
        except NotFound:
            form.add_error(None, _("编号或查询码不对，请对照受理单再看一看。"))
        except TooMany as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            access.remember(request, case)
            return redirect("requests:progress", number=case.number)
    return render(request, "cases/portal/find.html", {"form": form}, status=status)


def _opened(number: str, code: str) -> Case:
    """The case; a try is used up by a wrong code only. Raises `NotFound`, `TooMany`."""
    origin = limits.origin()
    tries = (
        (limits.WRONG_CODES_HERE, f"{origin} {number}"),
        (limits.WRONG_CODES_FROM, origin),
        (limits.WRONG_CODES_FOR, number),
    )
    with limits.only_failures_count(tries):
        return queries.by_number_and_code(number, code)


@require_safe
@access.personal
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A signed link of a message or QR code; the address bar then shows the number alone."""
    case = by_link(request, token)
    return redirect("requests:progress", number=case.number) if case else to_find(request)


@require_safe
@access.personal
def mine(request: HttpRequest) -> HttpResponse:
    """The requests of a resident who is signed in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    order = ("-received_at", "-id")
    page = paginate(queries.of_account(request.user), order, after=request.GET.get("after", ""))
    rows = [{"case": case, "stand": plain_words.stand(case.state)} for case in page.items]
    return render(request, "cases/portal/mine.html", {"page": page, "rows": rows})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close what this browser has open: for a borrowed phone or the machine in the hall."""
    access.forget_all(request)
    messages.info(request, _("已关闭。下次用编号和查询码就能再打开。"))
    return redirect("portal:home")
