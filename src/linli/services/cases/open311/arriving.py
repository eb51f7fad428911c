"""A request of the standard as one of ours."""

import datetime as dt
import hashlib

from django.utils.translation import gettext_lazy as _

from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.services.cases.actions.intake import Request
from linli.services.cases.choices import Source
from linli.services.cases.models import ApiKey
from linli.services.cases.open311 import selection
from linli.services.cases.open311.schemas import NewRequest


class NeedsPlace(DomainError):
    message = _("请给出 lat 和 long、address_string 或 address_id，并且在接口密钥的范围内。")


def as_request(key: ApiKey, new: NewRequest) -> Request:
    """Where it is, what it is, who asks. Raises `NeedsPlace`, `NotFound` for the service."""
    category = selection.service(new.service_code)
    name = new.last_name + new.first_name
    position = (new.long, new.lat) if new.long is not None and new.lat is not None else None
    return Request(
        text=new.description.strip() or category.name,
        place=place_of(key, new, located=position is not None),
        source=Source.OPEN311,
        address=new.address_string,
        category=category,
        anonymous=not (name or new.phone),
        name=name,
        phone=new.phone,
        position=position,
    )


def place_of(key: ApiKey, new: NewRequest, *, located: bool) -> places.Place:
    """The place that the request names, or the key's community when the words do not tell more."""
    if new.address_id:
        place = places.open_place(int(new.address_id))
        if place is None or not places.contains(key.place_path, place.place_path):
            raise NeedsPlace
        return place
    if new.address_string:
        found = places.find(new.address_string, [key.place_path], limit=2)
        if len(found) == 1:
            return found[0]
    community = places.nearest(key.place, places.Kind.COMMUNITY)
    if community is None or not (located or new.address_string):
        raise NeedsPlace
    return community


def token_of(new: NewRequest, at: dt.datetime) -> str:
    """For who sends no Idempotency-Key: the same content on the same day is the same request."""
    content = f"{clock.local_date(at)}{new.model_dump_json()}"
    return hashlib.sha256(content.encode()).hexdigest()
