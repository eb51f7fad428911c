"""Writing down what somebody says about a purpose."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.files import public as files
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.registers.residents import public as residents
from linli.services.privacy.models import (
    Basis,
    Consent,
    How,
    NoticeText,
    Purpose,
    Restriction,
    Word,
)
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import consents as queries

OWNER = "privacy"
# What the law itself demands cannot be limited by a word (art 44).
NOT_LIMITED = {Basis.DUTY, Basis.EMERGENCY, Basis.LAW}


class NeedsGuardian(DomainError):
    message = _("未满十四周岁，要由监护人表示同意，请填监护人和关系（个人信息保护法第三十一条）。")


class NeedsSeparate(DomainError):
    message = _(
        "这个用途要用敏感信息，须把必要性和影响单独告知，由本人单独同意（第二十九条、第三十条）。"
    )


class NeedsWitness(DomainError):
    message = _("口头表示要有见证人，请填见证人姓名。")


class AskedEnough(DomainError):
    message = _(
        "本人已经表示过不同意，不能反复征求。确实是本人主动改变主意的，请勾上“本人主动提出”。"
    )


class NothingToWithdraw(DomainError):
    message = _("还没有同意过，不用撤回。本人不愿意的，请选“不同意”。")


class NotYetSaid(DomainError):
    message = _("日期还没有到，请核对。")


class NotLimited(DomainError):
    message = _("这个用途是法律规定必须办的，不能限制（个人信息保护法第四十四条）。")


@dataclasses.dataclass(frozen=True)
class Spoken:
    """What was said, and how."""

    word: Word
    how: How
    said_on: dt.date
    separate: bool = False
    own_wish: bool = False
    witness: str = ""
    guardian: str = ""
    guardian_relation: str = ""
    note: str = ""


@transaction.atomic
def write_down(
    *,
    person: residents.Person,
    purpose: Purpose,
    spoken: Spoken,
    paper: Sequence[files.Checked] = (),
    told: NoticeText | None = None,
    by: accounts.User | None,
    at: dt.datetime,
) -> Consent:
    """Keep somebody's word on a purpose; the one before stays in the history. `told`: the text that
    was read to the person, where it is not the one of today.

    Raises `NeedsGuardian`, `NeedsSeparate`, `NeedsWitness`, `AskedEnough`, `NothingToWithdraw`.
    """
    check(by, PrivacyPermission.CONSENT, person.place_path)
    earlier = Consent.objects.select_for_update().filter(
        person__in=residents.ids_of([person]), purpose=purpose, latest=True
    )
    last = earlier.order_by("-at", "-pk").first()
    _check_possible(purpose, last, spoken)
    _check_whole(person, purpose, spoken, at)
    earlier.update(latest=False)
    child = queries.is_child(person, on=spoken.said_on)
    stored = files.store(paper[0], owner=OWNER, by=by, at=at) if paper else None
    made = Consent.objects.create(
        person=person,
        purpose=purpose,
        place_path=person.place_path,
        text=told or queries.text_in_force(purpose, child=child),
        file=stored,
        by=by,
        at=at,
        **dataclasses.asdict(spoken),
    )
    audit.record(
        "privacy.consent",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        changes={**named(purpose), "word": spoken.word, "how": spoken.how},
    )
    return made


def _check_possible(purpose: Purpose, last: Consent | None, spoken: Spoken) -> None:
    if not purpose.needs_consent or purpose.closed_on is not None:
        raise InvalidMove
    given = last is not None and last.word == Word.GIVEN
    if spoken.word == Word.WITHDRAWN and not given:
        raise NothingToWithdraw
    if spoken.word == Word.GIVEN and last is not None and not given and not spoken.own_wish:
        raise AskedEnough


def _check_whole(
    person: residents.Person, purpose: Purpose, spoken: Spoken, at: dt.datetime
) -> None:
    if spoken.said_on > local_date(at):
        raise NotYetSaid
    if spoken.how == How.SPOKEN and not spoken.witness.strip():
        raise NeedsWitness
    if queries.is_child(person, on=spoken.said_on) and not (
        spoken.guardian.strip() and spoken.guardian_relation
    ):
        raise NeedsGuardian
    if spoken.word == Word.GIVEN and purpose.is_sensitive and not spoken.separate:
        raise NeedsSeparate


def named(purpose: Purpose) -> dict[str, str]:
    """A purpose for the log, which more people read: what is sensitive stays out of it."""
    return {} if purpose.is_sensitive else {"purpose": purpose.name}


@transaction.atomic
def limit(
    *,
    person: residents.Person,
    purpose: Purpose,
    reason: str,
    by: accounts.User | None,
    at: dt.datetime,
) -> Restriction:
    """Nothing more is done for a purpose with somebody's data (art 44). Raises `NotLimited`."""
    check(by, PrivacyPermission.CLAIMS, person.place_path)
    if purpose.basis in NOT_LIMITED:
        raise NotLimited
    made, _new = Restriction.objects.get_or_create(
        person=person,
        purpose=purpose,
        ended_at=None,
        defaults={"place_path": person.place_path, "reason": reason, "by": by, "at": at},
    )
    audit.record(
        "privacy.limit",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        changes=named(purpose),
    )
    return made


@transaction.atomic
def end_limit(*, restriction: Restriction, by: accounts.User | None, at: dt.datetime) -> None:
    """The person wants it no longer limited."""
    check(by, PrivacyPermission.CLAIMS, restriction.place_path)
    Restriction.objects.filter(pk=restriction.pk, ended_at=None).update(ended_at=at)
    audit.record(
        "privacy.end_limit",
        by=by,
        at=at,
        subject=restriction.person,
        subject_name=restriction.person.name,
        changes=named(restriction.purpose),
    )


def forget_papers(erasing: residents.FilesErasing) -> None:
    """What somebody signed goes with the file, whoever erases it."""
    rows = Consent.objects.filter(person__in=erasing.ids).exclude(file=None)
    for row in rows.select_related("file"):
        if row.file is not None:
            files.delete(file=row.file, by=None, at=erasing.at, reason="erased")
