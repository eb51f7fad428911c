"""Addresses of stored files."""

import datetime as dt
import uuid

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from linli.foundation.files.models import StoredFile
from linli.kernel.text import whole_number

SALT = "linli.files"


def url(file: StoredFile, *, thumbnail: bool = False, token: str = "") -> str:
    """The file's address; its guard is asked each time it is opened."""
    address = reverse("files:thumb" if thumbnail else "files:file", args=[file.pk])
    return f"{address}?token={token}" if token else address


def signed_url(
    file: StoredFile, *, at: dt.datetime, max_age: dt.timedelta, thumbnail: bool = False
) -> str:
    """An address that opens the file for anyone who has it, without asking the guard.

    For pages that a resident has opened by a query code. Valid for `max_age` at least and twice
    that at the most: it stays the same for a while, so that the browser need not load it again.
    """
    step = int(max_age.total_seconds())
    until = (int(at.timestamp()) // step + 2) * step
    return f"{url(file, thumbnail=thumbnail)}?until={until}&sign={_signature(file.pk, until)}"


def is_signed(file_id: uuid.UUID, until: str, signature: str, *, at: dt.datetime) -> bool:
    """Whether the two values of the address are ours and not yet over."""
    moment = whole_number(until)
    if moment is None or moment <= at.timestamp():
        return False
    return constant_time_compare(signature, _signature(file_id, moment))


def _signature(file_id: uuid.UUID, until: int) -> str:
    return signing.Signer(salt=SALT).signature(f"{file_id}:{until}")
