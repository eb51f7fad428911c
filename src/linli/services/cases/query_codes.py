"""The code with which a resident without an account opens the own request, and signed links.

The code is computed from the site's key and the case's id: nothing is stored, so a copy of the
database gives no access, and a lost slip can be printed again.
"""

import base64
import hashlib
import hmac

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

_SALT = "cases.link"
# Read aloud and typed by hand: no 0/O, 1/I/L.
_ALPHABET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "ABCDEFGH9JK8MNWPQRSTUVWXYZ234567")


def code_for(case_id: int) -> str:
    """Eight letters and digits (40 bits; tries are limited where it is asked for)."""
    digest = hmac.new(settings.INDEX_KEY, f"cases.query_code:{case_id}".encode(), hashlib.sha256)
    return base64.b32encode(digest.digest()[:5]).decode().translate(_ALPHABET)


def matches(case_id: int, code: str) -> bool:
    """Whether the code belongs to the case; letter case and spaces do not matter."""
    given = code.replace(" ", "").replace("-", "").upper()
    return constant_time_compare(code_for(case_id), given)


def link_token(case_id: int) -> str:
    """A token for a link that opens the request without typing the code."""
    return signing.Signer(salt=_SALT).sign(str(case_id))


def case_id_of(token: str) -> int | None:
    """The case that a link token opens; None for a forged one."""
    try:
        return int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
