from linli.services.changes.models.follow_ups import FollowUp, Matter, Outcome
from linli.services.changes.models.rules import AlertRule

__all__ = ["AlertRule", "FollowUp", "Matter", "Outcome"]
