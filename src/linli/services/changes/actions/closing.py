"""Follow-ups come to an end: by one step of whoever did it, or because the matter has settled."""

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.errors import InvalidMove
from linli.registers.residents import public as residents
from linli.services.changes.models import FollowUp, Outcome
from linli.services.changes.permissions import check_do
from linli.shared.work import public as work

LOT = 500


class DoneAlready(InvalidMove):
    message = _("这件事已经有人跟进完了，请刷新页面看结果。")


@transaction.atomic
def close(
    *,
    follow_up: FollowUp,
    outcome: Outcome,
    note: str = "",
    by: accounts.User | None,
    at: dt.datetime,
) -> None:
    """It is done, and how. Raises `NotAllowed`, `DoneAlready`."""
    check_do(by, follow_up)
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.done_at is not None:
        raise DoneAlready
    _end(locked, outcome, note, by, at)
    # What only few may know stays out of the log, which more people read.
    kinds = [] if locked.sensitive else [one.kind for one in locked.matters.all()]
    audit.record(
        "changes.close",
        by=by,
        at=at,
        subject=locked.person,
        subject_name=locked.person.name,
        place_path=locked.place_path,
        reason="" if locked.sensitive else locked.note,
        changes={"outcome": outcome, **({"changes": kinds} if kinds else {})},
    )


def _end(
    follow_up: FollowUp, outcome: Outcome, note: str, by: accounts.User | None, at: dt.datetime
) -> None:
    follow_up.outcome, follow_up.note = outcome, note.strip()[:200]
    follow_up.done_by, follow_up.done_at = by, at
    follow_up.save(update_fields=["outcome", "note", "done_by", "done_at"])
    dropped = outcome in {Outcome.UNNEEDED, Outcome.SETTLED}
    phase = work.Phase.DROPPED if dropped else work.Phase.DONE
    work.finish(item=follow_up.item, at=at, phase=phase)


@transaction.atomic
def reopen(*, follow_up: FollowUp, by: accounts.User | None, at: dt.datetime) -> None:
    """It was closed by mistake. Raises `NotAllowed`; `InvalidMove` when a newer one is open."""
    check_do(by, follow_up)
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    newer = FollowUp.objects.filter(
        person=locked.person_id, sensitive=locked.sensitive, done_at=None
    )
    if locked.done_at is None or newer.exists():
        raise InvalidMove
    stopped = locked.item.clocks.filter(stopped_at=locked.done_at).values_list("pk", flat=True)
    work.reopen(item=locked.item, phase=work.Phase.OPEN, closed_at=None, clocks=list(stopped))
    locked.outcome, locked.note, locked.done_by, locked.done_at = Outcome.OPEN, "", None, None
    locked.save(update_fields=["outcome", "note", "done_by", "done_at"])
    audit.record(
        "changes.reopen",
        by=by,
        at=at,
        subject=locked.person,
        subject_name=locked.person.name,
        place_path=locked.place_path,
    )


def forget(event: residents.FilesErasing) -> None:
    """Somebody goes off the register: the work stays, without a word of whose it was."""
    rows = FollowUp.objects.filter(person__in=event.ids).select_related("item__place")
    for row in rows:
        community = places.nearest(row.item.place, places.Kind.COMMUNITY) or row.item.place
        work.forget(item=row.item, title=gettext("居民变化"), place=community)
        if row.done_at is None:
            work.finish(item=row.item, at=event.at, phase=work.Phase.DROPPED)


def withdraw(event: residents.FilesTakenBack) -> None:
    """People who came in by mistake are not held here by what nobody has begun."""
    rows = FollowUp.objects.filter(person__in=event.ids, done_at=None, item__notes=None)
    for item_id in rows.values_list("item", flat=True):
        try:
            with transaction.atomic():
                work.remove_items([item_id])
        except ProtectedError:
            # It was handed over: somebody counts on it.
            continue


def keep_up(*, at: dt.datetime) -> int:
    """Close what the register says is over: reviewed, prolonged, taken back, gone; the rest goes
    where the person has moved. Returns how many were closed."""
    last, closed = 0, 0
    waiting = FollowUp.objects.filter(done_at=None).order_by("pk")
    waiting = waiting.select_related("person", "item").prefetch_related("matters")
    while lot := list(waiting.filter(pk__gt=last)[:LOT]):
        last = lot[-1].pk
        keys = {(one.person_id, matter.key) for one in lot for matter in one.matters.all()}
        so = residents.changes.still_so(keys)
        for one in lot:
            if not any((one.person_id, matter.key) in so for matter in one.matters.all()):
                closed += _settle(one, at)
            elif one.place_path != one.person.place_path:
                _move(one)
    return closed


@transaction.atomic
def _move(follow_up: FollowUp) -> None:
    person, item = follow_up.person, follow_up.item
    number = int(person.place_path.rstrip("/").rpartition("/")[2])
    place = places.in_bulk([number])[number]
    work.describe(item=item, title=item.title, place=place, priority=item.priority)
    follow_up.place_path = person.place_path
    follow_up.save(update_fields=["place_path"])


@transaction.atomic
def _settle(follow_up: FollowUp, at: dt.datetime) -> bool:
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if locked.done_at is not None:
        return False
    _end(locked, Outcome.SETTLED, "", None, at)
    return True
