"""Changing the tree."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.audit import public as audit
from linli.foundation.places.models import BELOW, Kind, Place
from linli.foundation.places.queries import sort_key
from linli.kernel.errors import DomainError

# Addresses are told from the community down; what stands above is known to everyone who reads.
NAMED_FROM = {Kind.GRID, Kind.BUILDING, Kind.UNIT, Kind.DWELLING}


class MisplacedPlace(DomainError):
    message = _("这一级下面不能建这种区划。请检查上级选得对不对。")


@transaction.atomic
def add(
    *, kind: Kind, name: str, parent: Place | None, by: Any, at: dt.datetime, **fields: Any
) -> Place:
    """A new place under `parent`; the path is known once the row has its id."""
    if parent is not None and kind not in BELOW[Kind(parent.kind)]:
        raise MisplacedPlace(parent=parent.name, kind=kind)
    place = Place.objects.create(
        kind=kind,
        name=name,
        parent=parent,
        sort_key=sort_key(name),
        full_name=full_name(kind, name, parent),
        **fields,
    )
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    audit.record("places.add", by=by, at=at, subject=place, subject_name=place.full_name)
    return place


def full_name(kind: Kind, name: str, parent: Place | None) -> str:
    """ "幸福里社区 3号楼 2单元 501": grids are left out of addresses, residents do not use them."""
    if parent is None or kind not in NAMED_FROM:
        return name
    if parent.kind == Kind.GRID and parent.parent is not None:
        return f"{parent.parent.full_name} {name}"
    return f"{parent.full_name} {name}"


@transaction.atomic
def update_card(
    *, place: Place, by: Any, at: dt.datetime, name: str, phone: str, supervision_phone: str
) -> None:
    """Change the public contact card of a grid or community."""
    before = [place.contact_name, place.contact_phone, place.supervision_phone]
    place.contact_name, place.contact_phone = name, phone
    place.supervision_phone = supervision_phone
    place.save(update_fields=["contact_name", "contact_phone", "supervision_phone"])
    audit.record(
        "places.update_card",
        by=by,
        at=at,
        subject=place,
        subject_name=place.full_name,
        changes={"card": [before, [name, phone, supervision_phone]]},
    )
