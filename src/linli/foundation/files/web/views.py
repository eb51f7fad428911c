import logging
import uuid

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation.files import queries
from linli.foundation.files.checks import PHOTO_TYPE
from linli.foundation.files.documents import PDF_TYPE
from linli.foundation.files.models import StoredFile
from linli.kernel import clock

logger = logging.getLogger(__name__)
# Whatever a file holds, no browser runs it. Chromium shows no PDF inside a sandbox.
CLOSED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"
POLICY = f"{CLOSED}; sandbox"
PDF_POLICY = f"{CLOSED}; object-src 'self'"


@require_safe
def show(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    file = _open_or_404(request, file_id)
    return _answer(request, file, file.key, file.content_type)


@require_safe
def show_thumbnail(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    file = _open_or_404(request, file_id)
    if not file.thumbnail_key:
        raise Http404
    return _answer(request, file, file.thumbnail_key, PHOTO_TYPE)


def _open_or_404(request: HttpRequest, file_id: uuid.UUID) -> StoredFile:
    file = queries.get_open(
        file_id,
        user=request.user if request.user.is_authenticated else None,
        at=clock.now(),
        token=request.GET.get("token", ""),
        until=request.GET.get("until", ""),
        sign=request.GET.get("sign", ""),
    )
    if file is None:
        raise Http404
    return file


def _answer(
    request: HttpRequest, file: StoredFile, key: str, content_type: str
) -> HttpResponseBase:
    # Kept by the browser, but asked for again each time: rights may end, and desks are shared.
    tag = f'"{file.sha256[:32]}{"-t" if key == file.thumbnail_key else ""}"'
    unchanged = get_conditional_response(request, etag=tag)
    response: HttpResponseBase = unchanged or _body(file, key, content_type)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = PDF_POLICY if content_type == PDF_TYPE else POLICY
    return response


def _body(file: StoredFile, key: str, content_type: str) -> FileResponse:
    try:
        body = default_storage.open(key)
    except FileNotFoundError:
        logger.exception("the store has lost %s of file %s", key, file.pk)
        raise Http404 from None
    inline = content_type in {PHOTO_TYPE, PDF_TYPE}
    # A photo is looked at, and what its owner called it may name people.
    name = _("照片.jpg") if content_type == PHOTO_TYPE else file.name
    return FileResponse(body, as_attachment=not inline, filename=name, content_type=content_type)
