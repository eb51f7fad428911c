"""Putting files into the store and taking them out."""

import datetime as dt
import logging
import secrets
from collections.abc import Iterator

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from linli.foundation.accounts.public import User
from linli.foundation.audit import public as audit
from linli.foundation.files.checks import Checked, Upload, check
from linli.foundation.files.guards import GUARDS
from linli.foundation.files.models import StoredFile
from linli.kernel import clock

logger = logging.getLogger(__name__)
THUMBNAIL = "-thumb"
BATCH = 500


class NoGuard(Exception):
    """An app stores files without having said who may open them."""


def store(upload: Upload | Checked, *, owner: str, by: User | None, at: dt.datetime) -> StoredFile:
    """Keep an upload for `owner`, in the caller's transaction. Raises a subclass of `Refused`.

    Give what `check` returned where you can: checking a photo inside a transaction makes other
    writers wait. The bytes are written at once; when the transaction is rolled back they are
    orphans, and `remove_orphans` takes them away.
    """
    if owner not in GUARDS:
        raise NoGuard(owner)
    checked = upload if isinstance(upload, Checked) else check(upload)
    base = f"{clock.local_date(at):%Y/%m/%d}/{secrets.token_hex(16)}"
    checked.body.seek(0)
    key = default_storage.save(base + checked.extension, File(checked.body))
    thumbnail_key = ""
    if checked.thumbnail:
        thumbnail_key = default_storage.save(
            base + THUMBNAIL + checked.extension, ContentFile(checked.thumbnail)
        )
    return StoredFile.objects.create(
        owner=owner,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        key=key,
        thumbnail_key=thumbnail_key,
        by=by,
        at=at,
    )


@transaction.atomic
def delete(*, file: StoredFile, by: User | None, at: dt.datetime, reason: str = "") -> None:
    """Take a file out of the store; the log keeps its digest. The owner checks rights.

    A person's deed keeps the name too; what goes by itself takes it along: names name people.
    """
    audit.record(
        "files.delete",
        by=by,
        at=at,
        subject=file,
        subject_name=file.name if by else "",
        reason=reason,
        changes={"owner": file.owner, "sha256": file.sha256, "size": file.size},
    )
    keys = [key for key in (file.key, file.thumbnail_key) if key]
    file.delete()
    transaction.on_commit(lambda: _remove(keys))


def remove_orphans(*, before: dt.date) -> int:
    """Remove what the store holds from days before `before` and no row knows; returns how many.

    Such files come from transactions that were rolled back and from a stop between the end of a
    deletion and the store. What was stored on `before` or later may still be under way.
    """
    removed = 0
    for day in _days():
        if day >= f"{before:%Y/%m/%d}":
            continue
        names = default_storage.listdir(day)[1]
        for start in range(0, len(names), BATCH):
            keys = [f"{day}/{name}" for name in names[start : start + BATCH]]
            # A thumbnail belongs to the row of its photo.
            photos = {key: key.replace(THUMBNAIL, "") for key in keys}
            known = set(
                StoredFile.objects.filter(key__in=set(photos.values())).values_list(
                    "key", flat=True
                )
            )
            orphans = [key for key, photo in photos.items() if photo not in known]
            _remove(orphans)
            removed += len(orphans)
    if removed:
        logger.warning("removed %d files that no row knows", removed)
    return removed


def _days(folder: str = "", depth: int = 3) -> Iterator[str]:
    """The store's folders of days: year/month/day. Whatever else it holds is not ours."""
    try:
        names = default_storage.listdir(folder)[0]
    except FileNotFoundError:  # nothing was stored yet
        return
    for name in names:
        path = f"{folder}/{name}".lstrip("/")
        if name.isdecimal() and depth > 1:
            yield from _days(path, depth - 1)
        elif name.isdecimal():
            yield path


def _remove(keys: list[str]) -> None:
    for key in keys:
        default_storage.delete(key)
