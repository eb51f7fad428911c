"""What other apps may use."""

from linli.foundation.audit.actions import record, seal
from linli.foundation.audit.queries import Verdict, verify

__all__ = ["Verdict", "record", "seal", "verify"]
