"""The records that the law wants kept: assessments, sharings, breaches."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.kernel.seen import seen_unchanged
from linli.services.privacy.models import Assessment, Breach, Sharing, Way
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import records as queries


class NotYet(DomainError):
    message = _("日期还没有到，请核对。")


class NeedsAgreement(DomainError):
    message = _("请写明依据；没有法律依据的，要先取得每个人的单独同意（第二十三条、第二十五条）。")


class NotDoneYet(DomainError):
    message = _("还不能结案，请先补上缺的几项（个人信息保护法第五十七条）。")


@dataclasses.dataclass(frozen=True)
class Assessed:
    """What an assessment says (art 56)."""

    title: str
    occasion: str
    lawful: str
    impact: str
    measures: str
    conclusion: str
    assessed_on: dt.date
    people: str


@transaction.atomic
def assess(
    *, place: places.Place, assessed: Assessed, by: accounts.User, at: dt.datetime
) -> Assessment:
    """Keep an assessment. Raises `NotYet`."""
    check(by, PrivacyPermission.MANAGE, place.place_path)
    if assessed.assessed_on > local_date(at):
        raise NotYet
    made = Assessment.objects.create(
        place=place, place_path=place.place_path, by=by, at=at, **dataclasses.asdict(assessed)
    )
    audit.record(
        "privacy.assess",
        by=by,
        at=at,
        subject=made,
        subject_name=made.title,
        changes={"conclusion": made.conclusion},
    )
    return made


@dataclasses.dataclass(frozen=True)
class Shared:
    """To whom, what for, what of how many. `source` with `source_id` names the record of the part
    of Linli that gives it, so that telling it twice is one sharing."""

    to: str
    purpose: str
    people: int
    groups: Sequence[str] = ()
    way: Way = Way.REPORT
    basis: str = ""
    agreed: bool = False
    note: str = ""
    given_on: dt.date | None = None
    source: str = ""
    source_id: str = ""
    sha256: str = ""


@transaction.atomic
def record_sharing(
    *, place: places.Place, shared: Shared, by: accounts.User | None, at: dt.datetime
) -> Sharing:
    """Keep that data was given to others. Whoever gives it has checked that it may be."""
    told = dataclasses.asdict(shared)
    told["groups"], told["given_on"] = list(shared.groups), shared.given_on or local_date(at)
    kept = {"place": place, "place_path": place.place_path, "by": by, "at": at, **told}
    if shared.source:
        named = {name: kept.pop(name) for name in ("source", "source_id")}
        made, new = Sharing.objects.get_or_create(**named, withdrawn_at=None, defaults=kept)
        if not new:
            return made
    else:
        made = Sharing.objects.create(**kept)
    audit.record(
        "privacy.share",
        by=by,
        at=at,
        subject=made,
        subject_name=made.to,
        reason=made.purpose,
        changes={
            "shared_by": made.way,
            "rows": made.people,
            "groups": queries.labels(made.groups),
            "sha256": made.sha256,
        },
    )
    return made


@transaction.atomic
def withdraw_sharing(
    *, source: str, source_id: str, by: accounts.User | None, at: dt.datetime
) -> None:
    """It was not given after all; the line stays, and says so."""
    for row in Sharing.objects.filter(source=source, source_id=source_id, withdrawn_at=None):
        Sharing.objects.filter(pk=row.pk).update(withdrawn_at=at)
        audit.record("privacy.unshare", by=by, at=at, subject=row, subject_name=row.to)


@transaction.atomic
def share(*, place: places.Place, shared: Shared, by: accounts.User, at: dt.datetime) -> Sharing:
    """A worker writes down what went out otherwise: a list on paper, a file to a contractor.

    Raises `NotYet`, `NeedsAgreement`.
    """
    check(by, PrivacyPermission.MANAGE, place.place_path)
    if shared.given_on and shared.given_on > local_date(at):
        raise NotYet
    if shared.way in {Way.PROVIDE, Way.PUBLISH} and not (shared.agreed or shared.basis.strip()):
        raise NeedsAgreement
    return record_sharing(place=place, shared=shared, by=by, at=at)


@dataclasses.dataclass(frozen=True)
class Happened:
    """What is known of a breach so far (art 57)."""

    title: str
    happened: str
    found_on: dt.date
    kinds: str
    people: int | None = None
    cause: str = ""
    harm: str = ""
    measures: str = ""
    advice: str = ""
    authority: str = ""
    authority_on: dt.date | None = None
    people_told: str = ""
    people_told_on: dt.date | None = None
    not_told_why: str = ""
    contact: str = ""


def present(breach: Breach) -> dict[str, str]:
    """A breach as its form shows it."""
    return {
        field.name: str(getattr(breach, field.name) or "") for field in dataclasses.fields(Happened)
    }


@transaction.atomic
def report(
    *, place: places.Place, happened: Happened, by: accounts.User, at: dt.datetime
) -> Breach:
    """Write a breach down at once; what is not known yet follows. Raises `NotYet`."""
    check(by, PrivacyPermission.MANAGE, place.place_path)
    _check_days(happened, at)
    made = Breach.objects.create(
        place=place, place_path=place.place_path, by=by, at=at, **dataclasses.asdict(happened)
    )
    audit.record("privacy.breach", by=by, at=at, subject=made, subject_name=made.title)
    return made


@transaction.atomic
def follow_up(
    *, breach: Breach, happened: Happened, seen: str = "", by: accounts.User, at: dt.datetime
) -> Breach:
    """What is known and done now. Raises `InvalidMove` for a closed one, `NotYet`."""
    kept = _open_breach(breach, by)
    seen_unchanged(seen, present(kept))
    _check_days(happened, at)
    for name, value in dataclasses.asdict(happened).items():
        setattr(kept, name, value)
    kept.save()
    audit.record("privacy.follow_up", by=by, at=at, subject=kept, subject_name=kept.title)
    return kept


@transaction.atomic
def close(*, breach: Breach, by: accounts.User, at: dt.datetime) -> Breach:
    """Everything art 57 asks is done; from now on it is a record. Raises `NotDoneYet`."""
    kept = _open_breach(breach, by)
    if kept.missing:
        raise NotDoneYet
    kept.closed_at = at
    kept.save(update_fields=["closed_at"])
    audit.record("privacy.close_breach", by=by, at=at, subject=kept, subject_name=kept.title)
    return kept


def _open_breach(breach: Breach, by: accounts.User) -> Breach:
    check(by, PrivacyPermission.MANAGE, breach.place_path)
    kept = Breach.objects.select_for_update().get(pk=breach.pk)
    if kept.closed_at is not None:
        raise InvalidMove
    return kept


def _check_days(happened: Happened, at: dt.datetime) -> None:
    days = (happened.found_on, happened.authority_on, happened.people_told_on)
    if any(day is not None and day > local_date(at) for day in days):
        raise NotYet
