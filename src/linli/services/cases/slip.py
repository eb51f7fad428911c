"""What opens a request for the one who asked: its address, and that as a drawing to scan."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from linli.services.cases import query_codes
from linli.services.cases.models import Case


def link(case: Case) -> str:
    """The address that opens a request without typing number and code."""
    token = query_codes.link_token(case.pk)
    return f"{settings.PUBLIC_URL}{reverse('requests:link', args=[token])}"


def qr(address: str) -> SafeString:
    """An address as a drawing of squares."""
    drawing = segno.make(address, error="m").svg_inline(border=2, svgclass=None, omitsize=True)
    # segno writes the drawing itself; nothing of the address stands in it as text.
    return mark_safe(drawing)  # noqa: S308
