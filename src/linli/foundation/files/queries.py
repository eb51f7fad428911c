"""Finding stored files for somebody."""

import datetime as dt
import uuid

from linli.foundation.accounts.public import User
from linli.foundation.files.guards import GUARDS
from linli.foundation.files.links import is_signed
from linli.foundation.files.models import StoredFile


def get_open(
    file_id: uuid.UUID,
    *,
    user: User | None,
    at: dt.datetime,
    token: str = "",
    until: str = "",
    sign: str = "",
) -> StoredFile | None:
    """The file, if this person or this address may open it. Otherwise it does not exist."""
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        return None
    if sign and is_signed(file.pk, until, sign, at=at):
        return file
    guard = GUARDS.get(file.owner)
    return file if guard is not None and guard(user, file, token) else None
