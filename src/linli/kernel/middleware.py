"""Errors, told in the form that the caller can use: a page, a fragment for htmx, or JSON.

`urls.py` names the functions here for what Django finds itself: handler400, handler403, handler404,
handler500; and settings as CSRF_FAILURE_VIEW.
"""

import errno
import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import DomainError, NotAllowed, NotFound

logger = logging.getLogger(__name__)


class Broken(DomainError):
    """A fault of ours, not a rule of the work."""

    status = 500
    code = "broken"
    message = _("刚才的操作可能没有完成。请过几分钟再试，急事请直接打电话给社区。")


class NoRoom(DomainError):
    """The disk is full, or may not be written to; what was begun has been rolled back."""

    status = 507
    code = "no_room"
    message = _(
        "系统现在存不下新的内容，刚才的没有保存，原有的都在。"
        "请先留好您写的话，并告诉社区；急事请直接打电话。"
    )


# What databases and the file store say then, in whatever class of error.
NO_ROOM = (
    *("disk is full", "No space left", "readonly database", "read-only transaction"),
    "disk I/O error",  # SQLite's word when a connection is opened on a full disk
)
NO_ROOM_NUMBERS = (errno.ENOSPC, errno.EROFS, errno.EDQUOT)


class Malformed(DomainError):
    """What arrived cannot be read: a broken address, too many fields."""

    status = 400
    code = "malformed"
    message = _("浏览器发来的内容不完整，系统读不懂，什么也没有改动。请回到上一页刷新后再试。")


class TooLargeBody(DomainError):
    """More than the site reads at once."""

    status = 413
    code = "too_large"
    message = _("一次提交的内容太多，系统没有收下，什么也没有改动。请删减一些，分几次提交。")


class WrongWay(DomainError):
    """A form's address opened as a page, or the other way round."""

    status = 405
    code = "wrong_method"
    message = _("这个网址只在提交表单时使用，不能直接打开，什么也没有改动。")


class ErrorMiddleware:
    """Turns a DomainError that a view lets through into an answer; last in MIDDLEWARE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            # Django's own answer is a white page.
            page = answer(request, WrongWay())
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return answer(request, exception)
        if _is_no_room(exception):
            logger.error("nothing can be written", exc_info=exception)
            # Neither session nor database: they cannot write either.
            return _plain(request, NoRoom())
        return None


def _is_no_room(exception: Exception) -> bool:
    if isinstance(exception, OSError):
        return exception.errno in NO_ROOM_NUMBERS
    return isinstance(exception, DatabaseError) and any(
        words in str(exception) for words in NO_ROOM
    )


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The error as a page, a fragment or JSON, always with the error's own status."""
    if _wants_json(request):
        return with_retry_after(_as_json(error), error)
    if _is_fragment(request):
        return with_retry_after(_as_fragment(request, error), error)
    context = {"error": error, "back": _page_before(request)}
    page = render(request, "errors/domain.html", context, status=error.status)
    return with_retry_after(page, error)


def with_retry_after(response: HttpResponse, error: DomainError) -> HttpResponse:
    """The answer with the seconds to wait, where the error tells them (RFC 9110 §10.2.3)."""
    if "retry_after" in error.details:
        response["Retry-After"] = str(error.details["retry_after"])
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django cannot read, or will not read whole."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    return _plain(request, TooLargeBody() if too_large else Malformed())


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
    return _plain(request, Broken())


def _plain(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The error without anything of the site that may be what failed, or is not there yet."""
    if _wants_json(request):
        return _as_json(error)
    if _is_fragment(request):
        return _as_fragment(request, error)
    return HttpResponse(
        render_to_string("errors/plain.html", {"error": error}), status=error.status
    )


def _wants_json(request: HttpRequest) -> bool:
    if request.path.startswith(("/api/", "/open311/")):
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
