"""Photos that were uploaded with a form which was never sent."""

import datetime as dt

from linli.foundation.files import public as files
from linli.services.cases import window_photos


def remove_photos(*, before: dt.datetime, at: dt.datetime) -> int:
    """Delete the photos stored before an instant that no request has taken; returns how many."""
    found = list(window_photos.forgotten(before=before))
    for file in found:
        files.delete(file=file, by=None, at=at, reason="unsent")
    return len(found)
