"""Requests as JSON: for people of the desk (their session) and for other systems (a key).

Nobody gets names or numbers of residents here: the desk shows them, with a reason that is logged.
"""

import datetime as dt
from typing import Annotated, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja import Field, Header, Path, Query, Router, Schema, Status
from ninja.security.apikey import APIKeyHeader
from ninja.security.session import SessionAuth

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.kernel.paging import paginate
from linli.services.cases import permissions, queries
from linli.services.cases.actions import intake, partners
from linli.services.cases.choices import Nature, Source
from linli.services.cases.models import ApiKey, Case
from linli.services.cases.open311 import selection
from linli.services.cases.open311.schemas import Text
from linli.services.cases.states import State

LARGEST_ID = 2**63 - 1


class KeyHeader(APIKeyHeader):
    param_name = "X-Api-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> ApiKey | None:
        return selection.key_of(key or "")


class DeskSession(SessionAuth):
    """Somebody signed in at the desk; residents follow their requests in their window."""

    def authenticate(self, request: HttpRequest, key: str | None) -> accounts.User | None:
        user: Any = request.user
        if isinstance(user, AnonymousUser) or user.is_resident:
            return None
        return user


router = Router(auth=[KeyHeader(), DeskSession()])


class Problem(Schema):
    code: str
    message: str


ERRORS = dict.fromkeys((400, 401, 403, 404, 422, 429), Problem)


class CaseOut(Schema):
    id: int
    number: str
    state: State
    nature: Nature
    source: Source
    category: str | None
    title: str | None
    text: str | None
    place: str
    place_id: int | None
    owner: str
    received_at: dt.datetime
    due_at: dt.datetime | None
    reported_at: dt.datetime | None
    finished_at: dt.datetime | None


class CasePage(Schema):
    items: list[CaseOut]
    next: str


class CaseFilters(Schema):
    state: State | None = None
    after: str = Field("", max_length=2000, description="`next` of the page before")
    limit: int = Field(25, ge=1, le=100)


class NewCase(Schema):
    text: Text = Field(min_length=2, max_length=10_000)
    place_id: int = Field(ge=1, le=LARGEST_ID)
    title: Text = Field("", max_length=120)
    nature: Nature = Nature.HELP
    address: Text = Field("", max_length=200)
    name: Text = Field("", max_length=40)
    phone: Text = Field("", max_length=40)


def shown(case: Case, *, words: bool, door: bool = True) -> dict[str, Any]:
    """A case without its person; without `words` also without text and exact place. Without `door`
    no more of the place than the community."""
    place = case.place if words and door else case.community
    return {
        "id": case.pk,
        "number": case.number,
        "state": case.state,
        "nature": case.nature,
        "source": case.source,
        "category": case.category.full_name if case.category else None,
        "title": case.title if words else None,
        "text": case.text if words else None,
        "place": str(place or ""),
        "place_id": place.pk if place else None,
        "owner": case.owner.name,
        "received_at": case.received_at,
        "due_at": case.work.due_at,
        "reported_at": case.reported_at,
        "finished_at": case.finished_at,
    }


def readable(who: accounts.User | ApiKey) -> Any:
    """What the caller may read, with the parts of a row."""
    if isinstance(who, ApiKey):
        return selection.readable(who)
    found = queries.visible_to(who)
    return found.select_related("category", "owner", "work", "community", "place")


def as_row(case: Case, who: accounts.User | ApiKey) -> dict[str, Any]:
    if isinstance(who, ApiKey):
        return shown(case, words=case.is_own)  # type: ignore[attr-defined]
    return shown(case, words=True, door=not permissions.is_concerned(who, case))


def caller(request: HttpRequest) -> accounts.User | ApiKey:
    """Who was let in."""
    who: accounts.User | ApiKey = request.auth  # type: ignore[attr-defined]
    return who


@router.get(
    "/", response={200: CasePage, **ERRORS}, summary="Requests in one's scope, newest first"
)
def cases(request: HttpRequest, filters: Query[CaseFilters]) -> dict[str, Any]:
    who = caller(request)
    found = readable(who)
    if filters.state is not None:
        found = found.filter(state=filters.state)
    page = paginate(found, ("-received_at", "-id"), after=filters.after, size=filters.limit)
    return {"items": [as_row(case, who) for case in page.items], "next": page.next}


@router.get("/{number}", response={200: CaseOut, **ERRORS}, summary="One request by its number")
def case(
    request: HttpRequest, number: Annotated[str, Path(pattern=r"^\d{6}-\d{1,18}$")]
) -> dict[str, Any]:
    who, known = caller(request), queries.by_number(number)
    found = readable(who).filter(pk=known.pk).first() if known else None
    if found is None:
        raise NotFound
    return as_row(found, who)


@router.post(
    "/",
    response={201: CaseOut, **ERRORS},
    summary="Register a request; with the same Idempotency-Key it is the same one",
)
def submit(
    request: HttpRequest,
    new: NewCase,
    idempotency_key: Annotated[
        str, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{8,64}$")
    ],
) -> Status[Any]:
    who, at = caller(request), clock.now()
    place = places.open_place(new.place_id)
    if place is None:
        raise NotFound
    wanted = intake.Request(
        text=new.text,
        title=new.title,
        place=place,
        source=Source.OPEN311,
        nature=new.nature,
        address=new.address,
        anonymous=not (new.name or new.phone),
        name=new.name,
        phone=new.phone,
    )
    if isinstance(who, ApiKey):
        parcel = partners.Parcel(token=idempotency_key)
        made = partners.deliver(key=who, request=wanted, parcel=parcel, at=at)
    else:
        made = partners.register(request=wanted, token=idempotency_key, by=who, at=at)
    return Status(201, shown(made, words=True))
