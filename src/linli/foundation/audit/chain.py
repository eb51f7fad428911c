"""What ties each line of the log to the one before it."""

import datetime as dt
import hashlib
import hmac
import json

from django.conf import settings

from linli.foundation.audit.models import AuditEvent

GENESIS = "0" * 64


def seal_hash(previous: str, seq: int, event: AuditEvent) -> str:
    """HMAC-SHA-256 over the previous seal and every field of the event, in a fixed order."""
    content = json.dumps(
        [
            previous,
            seq,
            event.pk,
            event.at.astimezone(dt.UTC).isoformat(),
            event.action,
            event.actor_id,
            event.actor_name,
            event.subject_type,
            event.subject_id,
            event.subject_name,
            event.place_path,
            event.origin,
            event.reason,
            event.changes,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.new(settings.INDEX_KEY, content.encode(), hashlib.sha256).hexdigest()
