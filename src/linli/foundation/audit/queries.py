"""Reading and verifying the log."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable

from django.db import models
from django.db.models.functions import TruncHour

from linli.foundation.audit.chain import GENESIS, seal_hash
from linli.foundation.audit.models import AuditEvent
from linli.foundation.audit.permissions import READ
from linli.kernel.clock import SHANGHAI, midnight
from linli.kernel.rights import Holder

BATCH = 2000


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What a walk over the chain found. `broken_at` is the first seq that does not fit, or None."""

    sealed: int
    unsealed: int
    oldest_unsealed_at: dt.datetime | None
    broken_at: int | None

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify(report: Callable[[int, int], None] | None = None) -> Verdict:
    """Walk the chain from the first event; a changed, removed or inserted line breaks it.

    `report(done, total)` is called after each batch.
    """
    sealed = AuditEvent.objects.filter(seq__isnull=False).order_by("seq")
    total = sealed.count() if report else 0
    expected, previous, broken = 0, GENESIS, None
    for event in sealed.iterator(BATCH):
        expected += 1
        previous = seal_hash(previous, expected, event)
        if event.seq != expected or event.seal != previous:
            broken = expected
            break
        if report and expected % BATCH == 0:
            report(expected, total)
    waiting = AuditEvent.objects.filter(seq=None).order_by("pk")
    oldest = waiting.values_list("at", flat=True).first()
    return Verdict(expected if broken is None else expected - 1, waiting.count(), oldest, broken)


def is_of_this_key() -> bool:
    """Whether the first line of the log, if there is one, was sealed with the key that is set."""
    first = AuditEvent.objects.filter(seq=1).first()
    return first is None or first.seal == seal_hash(GENESIS, 1, first)


@dataclasses.dataclass(frozen=True)
class Filters:
    """Of the page: both days count."""

    first_on: dt.date
    last_on: dt.date
    actor: str = ""
    action: str = ""
    subject: str = ""


def visible_to(by: Holder) -> models.QuerySet[AuditEvent]:
    """What happened at the places where `by` may read the log.

    What belongs to no place (keys, whole-site imports) is seen by readers of a whole tree only.
    """
    reach = by.scope(READ)
    if any(path.count("/") == 2 for path in by.paths(READ)):
        reach |= models.Q(place_path="")
    return AuditEvent.objects.filter(reach)


def listing(by: Holder, filters: Filters) -> models.QuerySet[AuditEvent]:
    """Events that fit. Ids grow with time: the days become a range of the primary key."""
    start = midnight(filters.first_on)
    end = midnight(filters.last_on + dt.timedelta(days=1))
    found = visible_to(by).filter(at__gte=start, at__lt=end, pk__gt=_last_id_before(start))
    if filters.actor:
        found = found.filter(actor_name__contains=filters.actor)
    if filters.action:
        found = found.filter(action=filters.action)
    if filters.subject:
        found = found.filter(subject_name__contains=filters.subject)
    return found


def _last_id_before(at: dt.datetime) -> int:
    """A lower bound with a day to spare: events of one moment may be written in another order."""
    before = AuditEvent.objects.filter(at__lt=at - dt.timedelta(days=1)).order_by("-pk")
    return before.values_list("pk", flat=True).first() or 0


def of_subject(subject: models.Model, *, action: str = "") -> models.QuerySet[AuditEvent]:
    """What the log holds on one record, newest first: everything, or one kind of deed."""
    events = AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    ).order_by("-id")
    return events.filter(action=action) if action else events


def hours_of(actors: Collection[int], *, since: dt.datetime) -> set[tuple[int, dt.datetime]]:
    """In which hours each of these people did something: (actor, the hour's beginning).

    For telling how often people work at night; what they did is not part of the answer.
    """
    events = AuditEvent.objects.filter(
        actor_id__in=actors, actor_id__isnull=False, at__gte=since
    ).order_by()
    hours = events.values_list("actor_id", TruncHour("at", tzinfo=SHANGHAI)).distinct()
    return {(actor, hour) for actor, hour in hours if actor is not None}


def with_lines(model: type[models.Model], pks: Iterable[int]) -> set[int]:
    """Which of these records the log holds something on: somebody has done or seen something."""
    found = AuditEvent.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=[str(pk) for pk in pks]
    )
    return {int(pk) for pk in found.values_list("subject_id", flat=True).distinct()}
