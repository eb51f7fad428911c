"""Errors, told in the form that the caller can use: a page, a fragment for htmx, or JSON.

`urls.py` names the functions here for what Django finds itself: handler403, handler404,
handler500; and settings as CSRF_FAILURE_VIEW.
"""

from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import DomainError, NotAllowed, NotFound


class Broken(DomainError):
    """A fault of ours, not a rule of the work."""

    status = 500
    code = "broken"
    message = _("刚才的操作可能没有完成。请过几分钟再试，急事请直接打电话给社区。")


class ErrorMiddleware:
    """Turns a DomainError that a view lets through into an answer; last in MIDDLEWARE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, DomainError) else None


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The error as a page, a fragment or JSON, always with the error's own status."""
    if _wants_json(request):
        return _as_json(error)
    if _is_fragment(request):
        return _as_fragment(request, error)
    context = {"error": error, "back": _page_before(request)}
    return render(request, "errors/domain.html", context, status=error.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address, or Http404 from a library."""
    return answer(request, NotFound(_("没有找到这个页面。网址可能有误，也可能不在您的辖区内。")))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """PermissionDenied from a library; our own code raises NotAllowed."""
    return answer(request, NotAllowed())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old, mostly because the page was open for days."""
    return answer(
        request, NotAllowed(_("页面打开得太久了，内容没有提交。请返回后刷新页面再提交。"))
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor the session: they may be what failed."""
    error = Broken()
    if _wants_json(request):
        return _as_json(error)
    if _is_fragment(request):
        return _as_fragment(request, error)
    return HttpResponse(render_to_string("errors/500.html", {"error": error}), status=error.status)


def _wants_json(request: HttpRequest) -> bool:
    if request.path.startswith("/api/"):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _is_fragment(request: HttpRequest) -> bool:
    """A boosted link asks by htmx too, but for a whole page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


class _DetailEncoder(DjangoJSONEncoder):
    """Details are for reading: what has no JSON form is shown as text."""

    def default(self, o: Any) -> Any:
        try:
            return super().default(o)
        except TypeError:
            return str(o)


def _as_json(error: DomainError) -> HttpResponse:
    content = {"code": error.code, "message": str(error), "details": error.details}
    return JsonResponse(
        content,
        encoder=_DetailEncoder,
        status=error.status,
        json_dumps_params={"ensure_ascii": False},
    )


def _as_fragment(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Shown above the page's content, wherever htmx meant to swap: the form stays as it was."""
    response = HttpResponse(
        render_to_string("errors/fragment.html", {"error": error}), status=error.status
    )
    response["HX-Retarget"] = "#main"
    response["HX-Reswap"] = "afterbegin show:top"
    return response


def _page_before(request: HttpRequest) -> str:
    """Where the person came from, when that is a page of this site; else ""."""
    before = request.headers.get("Referer", "")
    here = request.build_absolute_uri()
    hosts = {request.get_host()}
    if before == here or not url_has_allowed_host_and_scheme(before, allowed_hosts=hosts):
        return ""
    return before
