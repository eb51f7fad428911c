"""Purposes and texts: the same for everybody, and no secret."""

from linli.services.privacy.models import NoticeText, Purpose, TextKind


def purposes() -> list[Purpose]:
    """All of them, those no longer used last."""
    return sorted(Purpose.objects.all(), key=lambda one: one.closed_on is not None)


def in_use() -> list[Purpose]:
    """Those for which something is done today, in their order."""
    return list(Purpose.objects.filter(closed_on=None))


def get_purpose(pk: int) -> Purpose | None:
    return Purpose.objects.filter(pk=pk).first()


def draft_of(kind: TextKind) -> NoticeText | None:
    """The draft of a kind of text, if somebody is writing one."""
    return NoticeText.objects.filter(kind=kind, version=None).first()


def published(kind: TextKind) -> NoticeText | None:
    """The version that holds today."""
    return NoticeText.objects.filter(kind=kind, version__isnull=False).order_by("-version").first()


def versions(kind: TextKind) -> list[NoticeText]:
    """All that was ever published, the latest first."""
    found = NoticeText.objects.filter(kind=kind, version__isnull=False)
    return list(found.select_related("published_by").order_by("-version"))


def get_version(kind: str, version: int) -> NoticeText | None:
    return NoticeText.objects.filter(kind=kind, version=version).first()


def get_text(pk: int) -> NoticeText | None:
    return NoticeText.objects.filter(pk=pk).select_related("published_by").first()
