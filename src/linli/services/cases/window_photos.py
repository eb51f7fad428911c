"""Photos from the residents' window: stored as they come, before their request is there."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.services.cases import permissions, queries
from linli.services.cases.models import Attachment, AttachmentStage

OWNER = "requests"


def unsent(ids: Iterable[str]) -> list[files.StoredFile]:
    """Photos that were uploaded with a form and belong to no case yet, in the order of upload."""
    kept = files.StoredFile.objects.filter(_without_case(), pk__in=list(ids))
    return list(kept.order_by("at", "pk"))


def forgotten(*, before: dt.datetime) -> QuerySet[files.StoredFile]:
    """Photos that were stored before an instant and belong to no case."""
    return files.StoredFile.objects.filter(_without_case(), at__lt=before)


def _without_case() -> Q:
    return Q(~Exists(Attachment.objects.filter(file=OuterRef("pk"))), owner=OWNER)


def may_open(user: accounts.User | None, file: files.StoredFile, token: str) -> bool:
    """The guard for the desk: who sees the case sees its photos. Residents' pages carry signed
    addresses instead."""
    if user is None:
        return False
    attached = Attachment.objects.filter(
        file=file, case__in=queries.visible_to(user, by_index=False)
    ).first()
    if attached is None:
        return False
    is_paper = attached.stage == AttachmentStage.EVIDENCE and file.by_id != user.pk
    # What colleagues prove something with is not for the one complained of.
    return not (is_paper and permissions.is_concerned(user, attached.case))
