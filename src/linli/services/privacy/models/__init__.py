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
from linli.services.privacy.models.retention import Erasure, Hold, Rule, Trimmed

__all__ = [
    "Asker",
    "Basis",
    "Channel",
    "Claim",
    "ClaimKind",
    "Consent",
    "Erasure",
    "Hold",
    "How",
    "NoticeText",
    "Proof",
    "Purpose",
    "Refusal",
    "Restriction",
    "Rule",
    "Stage",
    "TextKind",
    "Trimmed",
    "Word",
]
