"""What opens a request for the one who asked: its address."""

from django.conf import settings
from django.urls import reverse

from linli.services.cases import query_codes
from linli.services.cases.models import Case


def link(case: Case) -> str:
    """The address that opens a request without typing number and code."""
    token = query_codes.link_token(case.pk)
    return f"{settings.PUBLIC_URL}{reverse('requests:link', args=[token])}"
