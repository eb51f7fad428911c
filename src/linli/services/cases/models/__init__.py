"""Tables of requests, by noun."""

from linli.services.cases.models.case import (
    Attachment,
    AttachmentStage,
    Case,
    Entry,
    Recusal,
    RecusalDemand,
    number_of,
)
from linli.services.cases.models.catalogue import (
    AlertClass,
    Category,
    DispatchRule,
    DutyItem,
    DutyKind,
    NonDispatchText,
)
from linli.services.cases.models.closing import (
    Appeal,
    AppealReason,
    CallBack,
    CallBackChannel,
    ContactAttempt,
    Extension,
    Parking,
)
from linli.services.cases.models.letters import Letter, LetterKind, LetterTemplate
from linli.services.cases.models.partners import ApiKey, Delivery
from linli.services.cases.models.routing import CaseUnit, Consultation, Objection, Offer, Whistle

__all__ = [
    "AlertClass",
    "ApiKey",
    "Appeal",
    "AppealReason",
    "Attachment",
    "AttachmentStage",
    "CallBack",
    "CallBackChannel",
    "Case",
    "CaseUnit",
    "Category",
    "Consultation",
    "ContactAttempt",
    "Delivery",
    "DispatchRule",
    "DutyItem",
    "DutyKind",
    "Entry",
    "Extension",
    "Letter",
    "LetterKind",
    "LetterTemplate",
    "NonDispatchText",
    "Objection",
    "Offer",
    "Parking",
    "Recusal",
    "RecusalDemand",
    "Whistle",
    "number_of",
]
