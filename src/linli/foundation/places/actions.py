"""Changing the tree, one place at a time. See `bulk` for whole buildings from a table."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.audit import public as audit
from linli.foundation.places.models import BELOW, Kind, Place
from linli.foundation.places.permissions import MANAGE
from linli.foundation.places.queries import children_open, full_name, sort_key, subtree
from linli.kernel.errors import DomainError, NotAllowed
from linli.kernel.rights import Holder, check
from linli.kernel.seen import seen_unchanged

BATCH = 500


class MisplacedPlace(DomainError):
    code = "misplaced_place"
    message = _("这一级下面不能建这种区划。请检查上级选得对不对。")


class NameTaken(DomainError):
    code = "name_taken"
    message = _("同一个上级下面已经有这个名称，或者代码和别处重复。请换一个。")


class StillInUse(DomainError):
    code = "still_in_use"
    message = _("下面还有没停用的区划，请先把它们停用。")


class NotAnOutline(DomainError):
    code = "not_an_outline"
    message = _("网格边界至少要点三个角；楼栋点一个位置就行。")


@transaction.atomic
def add(
    *,
    kind: Kind,
    name: str,
    parent: Place | None,
    by: Holder | None,
    at: dt.datetime,
    **fields: Any,
) -> Place:
    """A new place under `parent`; the path is known once the row has its id."""
    if parent is None and by is not None:
        raise NotAllowed(permission=MANAGE)
    if parent is not None:
        check(by, MANAGE, parent.place_path)
        if kind not in BELOW[Kind(parent.kind)]:
            raise MisplacedPlace(parent=parent.name, kind=kind)
    place = Place(
        kind=kind,
        name=name,
        parent=parent,
        sort_key=sort_key(name),
        full_name=full_name(kind, name, parent),
        **fields,
    )
    _save(place)
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    audit.record("places.add", by=by, at=at, subject=place, subject_name=place.full_name)
    return place


@transaction.atomic
def describe(
    *,
    place: Place,
    name: str,
    code: str,
    by: Holder | None,
    at: dt.datetime,
    seen: str = "",
) -> None:
    """Give another name or code; the addresses of everything below follow."""
    check(by, MANAGE, place.place_path)
    seen_unchanged(seen, present_name(_locked(place)))
    before = {"name": place.name, "code": place.code}
    place.name, place.code = name, code
    place.sort_key, place.full_name = sort_key(name), full_name(place.kind, name, place.parent)
    _save(place)
    if name != before["name"]:
        _tell_below(place)
    audit.record(
        "places.describe",
        by=by,
        at=at,
        subject=place,
        subject_name=place.full_name,
        changes={"before": before, "after": {"name": name, "code": code}},
    )


def _tell_below(top: Place) -> None:
    """Write the full names below anew, level by level from the top."""
    known = {top.pk: top}
    changed = []
    # Paths grow by one number a level: parents come before children.
    for place in sorted(subtree(top).exclude(pk=top.pk), key=lambda p: (p.path or "").count("/")):
        place.parent = known[place.parent_id or 0]
        place.full_name = full_name(place.kind, place.name, place.parent)
        known[place.pk] = place
        changed.append(place)
    Place.objects.bulk_update(changed, ["full_name"], batch_size=BATCH)


@transaction.atomic
def close(*, place: Place, on: dt.date, by: Holder | None, at: dt.datetime) -> None:
    """Take a place out of use from a day on (torn down, merged); what happened there stays."""
    check(by, MANAGE, place.place_path)
    if children_open(place):
        raise StillInUse(place=place.full_name)
    place.closed_on = on
    place.save(update_fields=["closed_on"])
    audit.record(
        "places.close",
        by=by,
        at=at,
        subject=place,
        subject_name=place.full_name,
        changes={"on": str(on)},
    )


@transaction.atomic
def reopen(*, place: Place, by: Holder | None, at: dt.datetime) -> None:
    """Put a closed place back into use."""
    check(by, MANAGE, place.place_path)
    place.closed_on = None
    place.save(update_fields=["closed_on"])
    audit.record("places.reopen", by=by, at=at, subject=place, subject_name=place.full_name)


@transaction.atomic
def update_card(
    *,
    place: Place,
    by: Holder | None,
    at: dt.datetime,
    name: str,
    phone: str,
    supervision_phone: str,
    seen: str = "",
) -> None:
    """Change the public contact card of a grid or community."""
    check(by, MANAGE, place.place_path)
    seen_unchanged(seen, present_card(_locked(place)))
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


@transaction.atomic
def draw(
    *, place: Place, points: Sequence[tuple[float, float]], by: Holder | None, at: dt.datetime
) -> None:
    """Put a place on the sketch map, in parts of its width and height (0 to 1).

    One point for a building, the corners of the border for a grid; no point takes it off the map.
    """
    check(by, MANAGE, place.place_path)
    if not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points) or len(points) == 2:
        raise NotAnOutline
    if place.kind == Kind.GRID and len(points) == 1:
        raise NotAnOutline
    corners = [[round(x, 4), round(y, 4)] for x, y in points]
    place.outline = corners[0] if len(corners) == 1 else corners or None
    place.save(update_fields=["outline"])
    audit.record("places.draw", by=by, at=at, subject=place, subject_name=place.full_name)


def present_name(place: Place) -> dict[str, str]:
    """What the form for a name shows."""
    return {"name": place.name, "code": place.code}


def present_card(place: Place) -> dict[str, str]:
    """What the form for a card shows."""
    return {
        "name": place.contact_name,
        "phone": place.contact_phone,
        "supervision_phone": place.supervision_phone,
    }


def _locked(place: Place) -> Place:
    return Place.objects.select_for_update().get(pk=place.pk)


def _save(place: Place) -> None:
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError:
        raise NameTaken(name=place.name) from None
