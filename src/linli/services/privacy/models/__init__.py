"""Tables by noun."""

from linli.services.privacy.models.claims import (
    Asker,
    Channel,
    Claim,
    ClaimKind,
    Proof,
    Refusal,
    Stage,
)
from linli.services.privacy.models.consents import Consent, How, Restriction, Word
from linli.services.privacy.models.purposes import Basis, NoticeText, Purpose, TextKind

__all__ = [
    "Asker",
    "Basis",
    "Channel",
    "Claim",
    "ClaimKind",
    "Consent",
    "How",
    "NoticeText",
    "Proof",
    "Purpose",
    "Refusal",
    "Restriction",
    "Stage",
    "TextKind",
    "Word",
]
