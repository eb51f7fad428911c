"""个人信息怎么用: what residents are told, as it was published, and the versions before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.kernel.rights import found
from linli.services.privacy.models import Basis, NoticeText, TextKind
from linli.services.privacy.queries import purposes as queries


@require_safe
def use(request: HttpRequest) -> HttpResponse:
    """The texts that hold today. Without a published one there is nothing to be told yet."""
    texts = [text for kind in TextKind if (text := queries.published(kind)) is not None]
    return render(request, "privacy/portal/use.html", {"texts": texts, "rows": _rows(texts[:1])})


@require_safe
def version(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """One version of one text, to be read for good, and printed."""
    if kind not in TextKind.values:
        raise Http404
    text = found(queries.get_version(kind, version))
    context = {
        "text": text,
        "rows": _rows([text]),
        "versions": queries.versions(TextKind(kind)),
    }
    return render(request, "privacy/portal/version.html", context)


def _rows(texts: list[NoticeText]) -> list[dict[str, object]]:
    """The table of purposes as it stood when a text was published."""
    return [
        row | {"basis_words": Basis(str(row["basis"])).label}
        for text in texts
        for row in text.purposes
    ]
