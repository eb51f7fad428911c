"""What somebody has said, for the page that shows it."""

import dataclasses
import datetime as dt

from linli.foundation.accounts import public as accounts
from linli.foundation.files.public import StoredFile
from linli.registers.residents import public as residents
from linli.services.privacy.models import (
    Consent,
    NoticeText,
    Purpose,
    Restriction,
    TextKind,
    Word,
)
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import purposes as of_purposes

CHILD_UNTIL = 14


@dataclasses.dataclass(frozen=True)
class Asked:
    """A purpose that needs consent, and the word that counts, if one was said."""

    purpose: Purpose
    consent: Consent | None

    @property
    def is_given(self) -> bool:
        return self.consent is not None and self.consent.word == Word.GIVEN


def is_child(person: residents.Person, *, on: dt.date) -> bool:
    """Whether a guardian has to speak for somebody (art 31: under fourteen)."""
    born = person.born_on
    if born is None:
        return False
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years < CHILD_UNTIL


def asked_of(ids: list[int]) -> list[Asked]:
    """The purposes in use that need consent, with what somebody (by all files) said last."""
    rows = Consent.objects.filter(person__in=ids, latest=True).select_related("by").order_by("at")
    words = {row.purpose_id: row for row in rows}
    return [Asked(one, words.get(one.pk)) for one in of_purposes.in_use() if one.needs_consent]


def history(ids: list[int]) -> list[Consent]:
    """All that was ever said, the latest first."""
    found = Consent.objects.filter(person__in=ids)
    return list(found.select_related("purpose", "by", "file", "text"))


def limits_of(ids: list[int]) -> list[Restriction]:
    """Purposes that somebody has limited, as long as that runs."""
    found = Restriction.objects.filter(person__in=ids, ended_at=None)
    return list(found.select_related("purpose", "by"))


def get_limit(user: accounts.User, pk: int) -> Restriction | None:
    """One of them, where the person takes claims."""
    scope = accounts.scope(user, PrivacyPermission.CLAIMS)
    found = Restriction.objects.filter(scope, pk=pk, ended_at=None)
    return found.select_related("person", "purpose").first()


def text_in_force(purpose: Purpose, *, child: bool) -> NoticeText | None:
    """What people are told before they are asked about a purpose."""
    kinds = [TextKind.CHILDREN] if child else []
    kinds += [TextKind.SENSITIVE] if purpose.is_sensitive else []
    for kind in (*kinds, TextKind.GENERAL):
        text = of_purposes.published(kind)
        if text is not None:
            return text
    return None


def may_open(user: accounts.User | None, file: StoredFile, token: str) -> bool:
    """A paper is read by who may write such down where the person lives."""
    row = Consent.objects.filter(file=file).first()
    return (
        user is not None
        and row is not None
        and accounts.holds(user, PrivacyPermission.CONSENT, row.place_path)
    )
