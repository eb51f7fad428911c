"""What other apps may use."""

from linli.foundation.audit.actions import record, seal
from linli.foundation.audit.middleware import current_origin
from linli.foundation.audit.queries import Verdict, of_subject, verify

__all__ = ["Verdict", "current_origin", "of_subject", "record", "seal", "verify"]
