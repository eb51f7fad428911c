"""What goes over the wire, as the standard names it."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import BeforeValidator

from linli.kernel import clock
from linli.kernel.text import CONTROLS
from linli.services.cases.models import Case, Category
from linli.services.cases.open311.selection import ANSWERED, MOST
from linli.services.cases.states import State

LONGEST_TEXT = 4000


class Format(StrEnum):
    JSON = "json"
    XML = "xml"


class Service(Schema):
    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: str
    keywords: str
    group: str


def service(category: Category) -> dict[str, Any]:
    """A category as the standard describes a service."""
    return {
        "service_code": str(category.pk),
        "service_name": category.name,
        "description": category.full_name,
        "metadata": False,
        "type": "realtime",
        "keywords": ",".join(category.keywords.split()),
        "group": category.full_name.partition("／")[0],
    }


class Definition(Schema):
    service_code: str
    attributes: list[dict[str, Any]]


class Request(Schema):
    service_request_id: str
    status: str
    status_notes: str | None
    service_name: str | None
    service_code: str
    description: str | None
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: str
    updated_datetime: str | None
    expected_datetime: str | None
    address: str | None
    address_id: str | None
    zipcode: str | None
    lat: float | None
    long: float | None
    media_url: str | None


def request(case: Case) -> dict[str, Any]:
    """A case as the standard describes a request; only who sent it sees its words and place.

    `case.is_own` comes from `selection.readable`.
    """
    own = bool(getattr(case, "is_own", False))
    answered = case.state in ANSWERED
    label = State(case.state).label
    delivery = getattr(case, "delivery", None) if own else None
    return {
        "service_request_id": case.number,
        "status": "closed" if answered else "open",
        "status_notes": (case.reply if own and answered and case.reply else str(label)),
        "service_name": case.category.name if case.category else None,
        "service_code": str(case.category_id or ""),
        "description": case.text[:LONGEST_TEXT] if own else None,
        "agency_responsible": case.owner.name,
        "service_notice": None,
        "requested_datetime": _instant(case.received_at),
        "updated_datetime": _instant(_updated_at(case)),
        "expected_datetime": _instant(case.work.due_at) if not answered else None,
        "address": (case.address or case.place.full_name) if own else str(case.community or ""),
        "address_id": str(case.place_id) if own else None,
        "zipcode": None,
        "lat": case.latitude if own else None,
        "long": case.longitude if own else None,
        "media_url": (delivery.media_url or None) if delivery else None,
    }


def _updated_at(case: Case) -> dt.datetime:
    times = (
        case.finished_at,
        case.called_back_at,
        case.reported_at,
        case.handled_at,
        case.contacted_at,
        case.signed_at,
    )
    return max((at for at in times if at), default=case.received_at)


def _instant(at: dt.datetime | None) -> str | None:
    return at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds") if at else None


def _clean(value: object) -> object:
    """Without signs that no one can see, which databases and XML refuse."""
    return CONTROLS.sub("", value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_clean)]
Code = Annotated[str, Field(pattern=r"^[\w:.-]{0,24}$")]


class Filters(Schema):
    """What a list of requests may be narrowed by; several values are joined by commas."""

    service_request_id: Text = Field("", max_length=2000)
    service_code: Text = Field("", max_length=2000)
    start_date: dt.datetime | None = None
    end_date: dt.datetime | None = None
    status: str = Field("", pattern=r"^((open|closed)(,(open|closed))?)?$")
    jurisdiction_id: Code = ""
    page: int = Field(1, ge=1, le=10_000)
    page_size: int = Field(MOST, ge=1, le=MOST)


class NewRequest(Schema):
    """What a form of the standard holds; e-mail and device are not asked for and not kept."""

    service_code: Text = Field(max_length=20)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    long: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    address_string: Text = Field("", max_length=200)
    address_id: str = Field("", pattern=r"^\d{0,18}$")
    account_id: Text = Field("", max_length=80)
    first_name: Text = Field("", max_length=20)
    last_name: Text = Field("", max_length=20)
    phone: Text = Field("", max_length=40)
    description: Text = Field("", max_length=LONGEST_TEXT)
    media_url: Text = Field("", max_length=500)
    jurisdiction_id: Code = ""


class Receipt(Schema):
    service_request_id: str
    service_notice: str | None
    account_id: str | None


class Token(Schema):
    service_request_id: str
    token: str


class Problem(Schema):
    code: int
    description: str
