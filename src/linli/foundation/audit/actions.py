"""Writing and sealing the log."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, models, transaction

from linli.foundation.audit.chain import GENESIS, seal_hash
from linli.foundation.audit.middleware import current_origin
from linli.foundation.audit.models import AuditEvent
from linli.kernel.rows import insert


def record(
    action: str,
    *,
    by: Any,
    at: dt.datetime,
    subject: models.Model | None = None,
    subject_name: str = "",
    place_path: str = "",
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Add one line in the caller's transaction: the deed and its record stand or fall together.

    `by` is a user, or None for a resident without an account or the system itself.
    `changes` holds no secret: pass masked values for personal data.
    """
    event = AuditEvent(
        at=at,
        action=action,
        actor_id=by.pk if by is not None else None,
        actor_name=str(by)[:100] if by is not None else "",
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_name=subject_name[:200],
        place_path=place_path or getattr(subject, "place_path", ""),
        origin=current_origin(),
        reason=reason[:500],
        changes=dict(changes or {}),
    )
    insert(event)


# A line that has got its seal meanwhile keeps it.
WRITE_SEAL = "UPDATE audit_auditevent SET seq = %s, seal = %s WHERE id = %s AND seq IS NULL"


@transaction.atomic
def seal(*, limit: int = 1000) -> int:
    """Give the unsealed events their places in the chain, oldest first; returns how many.

    Sealing apart from writing keeps writers from queueing for the chain's head; a small batch at
    a time keeps them from queueing for the database, too, where only one can write. Two sealers at
    once are harmless: the second waits for the head's row or fails on the unique `seq`.
    """
    head = AuditEvent.objects.select_for_update().filter(seq__isnull=False).order_by("-seq").first()
    seq, previous = (head.seq or 0, head.seal) if head else (0, GENESIS)
    seals = []
    for event in AuditEvent.objects.filter(seq=None).order_by("pk")[:limit]:
        seq += 1
        previous = seal_hash(previous, seq, event)
        seals.append((seq, previous, event.pk))
    with connection.cursor() as cursor:
        cursor.executemany(WRITE_SEAL, seals)
    return len(seals)
