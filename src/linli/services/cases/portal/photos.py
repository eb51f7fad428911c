"""Photos of a form: stored as they come, kept when the form comes back, dropped when ticked.

A browser never fills a file field again. So what was uploaded is stored at once and its ids go
back into the page, signed; the next try brings the ids instead of the photos.
"""

import dataclasses
import datetime as dt

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.foundation.files import public as files
from linli.kernel.errors import TooMany
from linli.services.cases import limits, window_photos

MOST = 9
SALT = "cases.unsent_photos"
KEPT_FOR = dt.timedelta(days=1)
SHOWN_FOR = dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True)
class Shown:
    """A photo as a page shows it: small, and the whole picture behind it."""

    pk: object
    name: str
    small: str
    whole: str


@dataclasses.dataclass
class Draft:
    """Photos of a form that is not sent yet, and what was wrong with others."""

    stored: list[files.StoredFile] = dataclasses.field(default_factory=list)
    problems: list[str] = dataclasses.field(default_factory=list)
    shown: list[Shown] = dataclasses.field(default_factory=list)

    @property
    def signed(self) -> str:
        """What the page carries for the next try."""
        return signing.dumps([str(file.pk) for file in self.stored], salt=SALT)

    @property
    def room(self) -> int:
        return MOST - len(self.stored)


def take(request: HttpRequest, *, at: dt.datetime) -> Draft:
    """What earlier tries left, without what was dropped, and the photos of this one."""
    dropped = set(request.POST.getlist("drop_photo"))
    draft = Draft([file for file in _kept(request) if str(file.pk) not in dropped])
    new = request.FILES.getlist("photos")
    if len(new) > draft.room:
        draft.problems.append(
            _("一次最多%(most)d张照片，多出来的%(over)d张没有收下，其余的都保留着。")
            % {"most": MOST, "over": len(new) - draft.room}
        )
    for upload in new[: draft.room]:
        _store(draft, upload, at)
    draft.shown = [show(file, at=at) for file in draft.stored]
    return draft


def _kept(request: HttpRequest) -> list[files.StoredFile]:
    """Photos of earlier tries. A page that is too old, or tampered with, brings none."""
    try:
        ids = signing.loads(request.POST.get("kept_photos", ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return []
    return window_photos.unsent(ids)


def _store(draft: Draft, upload: UploadedFile, at: dt.datetime) -> None:
    try:
        limits.PHOTOS_FROM.take(limits.origin())
        checked = files.check(upload, kinds=files.PHOTOS)
        draft.stored.append(files.store(checked, owner=window_photos.OWNER, by=None, at=at))
    except (files.Refused, TooMany) as error:
        draft.problems.append(str(error))


def show(file: files.StoredFile, *, at: dt.datetime) -> Shown:
    """Addresses for somebody without an account, who may see the page that they stand on."""

    def address(*, thumbnail: bool) -> str:
        return files.signed_url(file, at=at, max_age=SHOWN_FOR, thumbnail=thumbnail)

    return Shown(file.pk, file.name, address(thumbnail=True), address(thumbnail=False))
