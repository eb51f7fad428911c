"""Reading and verifying the log."""

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.db import models
from django.db.models.functions import TruncHour

from linli.foundation.audit.chain import GENESIS, seal_hash
from linli.foundation.audit.models import AuditEvent
from linli.kernel.clock import SHANGHAI


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


def verify() -> Verdict:
    """Walk the chain from the first event; a changed, removed or inserted line breaks it."""
    expected, previous, broken = 0, GENESIS, None
    for event in AuditEvent.objects.filter(seq__isnull=False).order_by("seq").iterator(2000):
        expected += 1
        previous = seal_hash(previous, expected, event)
        if event.seq != expected or event.seal != previous:
            broken = expected
            break
    waiting = AuditEvent.objects.filter(seq=None).order_by("pk")
    oldest = waiting.values_list("at", flat=True).first()
    return Verdict(expected if broken is None else expected - 1, waiting.count(), oldest, broken)


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
    events = AuditEvent.objects.filter(actor_id__in=actors, at__gte=since).order_by()
    hours = events.values_list("actor_id", TruncHour("at", tzinfo=SHANGHAI)).distinct()
    return {(actor, hour) for actor, hour in hours if actor is not None}
