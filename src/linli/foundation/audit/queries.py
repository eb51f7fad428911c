"""Reading and verifying the log."""

import dataclasses
import datetime as dt

from django.db import models

from linli.foundation.audit.actions import GENESIS, seal_hash
from linli.foundation.audit.models import AuditEvent


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
