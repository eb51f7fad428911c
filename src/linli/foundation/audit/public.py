"""What other apps may use."""

from linli.foundation.audit.actions import record, seal
from linli.foundation.audit.middleware import client_address, current_origin
from linli.foundation.audit.queries import (
    Verdict,
    hours_of,
    is_of_this_key,
    of_subject,
    verify,
    with_lines,
)
from linli.foundation.audit.words import declare, particulars, word_for

__all__ = [
    "Verdict",
    "client_address",
    "current_origin",
    "declare",
    "hours_of",
    "is_of_this_key",
    "of_subject",
    "particulars",
    "record",
    "seal",
    "verify",
    "with_lines",
    "word_for",
]
