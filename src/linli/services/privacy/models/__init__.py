"""Tables by noun."""

from linli.services.privacy.models.purposes import Basis, NoticeText, Purpose, TextKind

__all__ = ["Basis", "NoticeText", "Purpose", "TextKind"]
