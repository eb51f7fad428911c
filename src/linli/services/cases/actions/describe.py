"""Correcting how a request is described. The resident's own words are never changed."""

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.errors import DomainError, EditConflict, NotAllowed
from linli.services.cases import permissions, queries
from linli.services.cases.actions.intake import search_text
from linli.services.cases.actions.moves import check_unfinished, tell
from linli.services.cases.choices import Nature
from linli.services.cases.models import Case, Category
from linli.services.cases.permissions import CasesPermission
from linli.shared.work import public as work

LABELS = {
    "title": gettext_lazy("标题"),
    "nature": gettext_lazy("性质"),
    "category": gettext_lazy("类别"),
    "place": gettext_lazy("地点"),
    "address": gettext_lazy("具体位置"),
    "happened_on": gettext_lazy("哪天发生的"),
    "priority": gettext_lazy("紧急程度"),
}


class OtherCommunity(DomainError):
    message = gettext_lazy("新的地点不在本社区。要换社区办理，请用“转给其他单位”。")


class NotTheirsToLengthen(NotAllowed):
    message = gettext_lazy("这样改会让办理时限变长，要由社区负责人来改。")


@dataclasses.dataclass(frozen=True)
class Description:
    """What a worker may correct; decides which limits apply and who answers."""

    title: str
    nature: str
    category: Category | None
    place: places.Place
    address: str
    priority: int
    happened_on: dt.date | None = None


def description_of(case: Case) -> Description:
    """The present description of a case."""
    return Description(
        title=case.title,
        nature=case.nature,
        category=case.category,
        place=case.place,
        address=case.address,
        priority=case.work.priority,
        happened_on=case.happened_on,
    )


@transaction.atomic
def describe(
    *, case: Case, to: Description, version: int, by: accounts.User, at: dt.datetime
) -> None:
    """Save a corrected description; nature and urgency bring their own limits with them.

    `version` is the one that the person saw. Raises `EditConflict` with the present description
    in `details["theirs"]` when somebody saved meanwhile, `OtherCommunity`, and
    `NotTheirsToLengthen` when a handler would give more time: that is the supervisor's.
    """
    permissions.check_handle_or_supervise(by, case)
    permissions.check_not_concerned(by, case)
    check_unfinished(case, _("修改"))
    case.refresh_from_db()
    before = description_of(case)
    if case.version != version:
        raise EditConflict(theirs=before, version=case.version)
    changed = {
        field.name: (getattr(before, field.name), getattr(to, field.name))
        for field in dataclasses.fields(Description)
        if getattr(before, field.name) != getattr(to, field.name)
    }
    if not changed:
        return
    if "place" in changed:
        _check_place(case, to.place, by)
    _save(case, to)
    told = _follow_with_clocks(case, by=by) if {"nature", "priority"} & changed.keys() else ""
    tell(case, "described", by=by, at=at, text=_words(changed), public_text=told)
    audit.record(
        "cases.describe",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes=_logged(changed),
    )


# The resident's words and door are named, not repeated: the log outlives their erasure.
RESIDENTS_OWN = {"title", "place", "address"}


def _logged(changed: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    told = {
        name: [shown(name, old), shown(name, new)]
        for name, (old, new) in changed.items()
        if name not in RESIDENTS_OWN
    }
    own = sorted(RESIDENTS_OWN & changed.keys())
    return told | ({"changed": own} if own else {})


def _check_place(case: Case, place: places.Place, by: accounts.User) -> None:
    community = places.nearest(place, places.Kind.COMMUNITY)
    if community is None or community.pk != case.community_id:
        raise OtherCommunity
    accounts.check(by, CasesPermission.INTAKE, place.place_path)


def _save(case: Case, to: Description) -> None:
    fields = {
        "title": to.title,
        "nature": to.nature,
        "category": to.category,
        "category_said": to.category is not None
        and (case.category_said or to.category != case.category),
        "place": to.place,
        "place_path": to.place.place_path,
        "address": to.address,
        "happened_on": to.happened_on,
    }
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1, **fields)
    for name, value in fields.items():
        setattr(case, name, value)
    case.version += 1
    work.describe(item=case.work, title=to.title, place=to.place, priority=to.priority)
    queries.SEARCH.put(case.pk, search_text(case))


def _follow_with_clocks(case: Case, *, by: accounts.User) -> str:
    """Let the running clocks follow nature and urgency; what the resident is told of it."""
    before = _handle_due(case)
    work.clocks.retopic(item=case.work, topic=case.nature)
    after = _handle_due(case)
    if before is None or after is None or before == after:
        return ""
    if after > before and not permissions.can_supervise(by, case):
        raise NotTheirsToLengthen
    day = work.deadlines.due_on(after)
    return _("经核实情况，办理期限调整为%(month)d月%(day)d日") % {
        "month": day.month,
        "day": day.day,
    }


def _handle_due(case: Case) -> dt.datetime | None:
    clock = case.work.clocks.filter(kind=work.ClockKind.HANDLE, stopped_at=None).first()
    return clock.due_at if clock else None


def _words(changed: dict[str, tuple[Any, Any]]) -> str:
    parts = [
        _("%(field)s由“%(old)s”改为“%(new)s”")
        % {"field": LABELS[name], "old": shown(name, old), "new": shown(name, new)}
        for name, (old, new) in changed.items()
    ]
    return "；".join(parts)


def shown(name: str, value: Any) -> str:
    """A value of the description as people read it."""
    if name == "nature":
        return str(Nature(value).label)
    if name == "priority":
        return str(work.Priority(value).label)
    return str(value) if value not in (None, "") else _("空")
