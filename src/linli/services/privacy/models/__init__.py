"""Tables by noun."""

from linli.services.privacy.models.consents import Consent, How, Restriction, Word
from linli.services.privacy.models.purposes import Basis, NoticeText, Purpose, TextKind

__all__ = [
    "Basis",
    "Consent",
    "How",
    "NoticeText",
    "Purpose",
    "Restriction",
    "TextKind",
    "Word",
]
