"""Lines of the log."""

from linli.foundation.audit.actions import record
from linli.foundation.audit.models import AuditEvent
from linli.kernel import clock

MORNING = clock.local(2026, 3, 11, 9, 30)


def event(*, action="test.deed", by=None, at=MORNING, **more):
    record(action, by=by, at=at, **more)
    return AuditEvent.objects.latest("pk")


def events_of(action):
    return AuditEvent.objects.filter(action=action)
