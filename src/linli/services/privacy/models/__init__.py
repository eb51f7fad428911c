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
from linli.services.privacy.models.records import (
    Assessment,
    Breach,
    Conclusion,
    Occasion,
    Sharing,
    Way,
)
from linli.services.privacy.models.retention import Erasure, Hold, Rule, Trimmed

__all__ = [
    "Asker",
    "Assessment",
    "Basis",
    "Breach",
    "Channel",
    "Claim",
    "ClaimKind",
    "Conclusion",
    "Consent",
    "Erasure",
    "Hold",
    "How",
    "NoticeText",
    "Occasion",
    "Proof",
    "Purpose",
    "Refusal",
    "Restriction",
    "Rule",
    "Sharing",
    "Stage",
    "TextKind",
    "Trimmed",
    "Way",
    "Word",
]
