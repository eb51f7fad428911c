"""What goes by the clock, with a proof; and what holds it back.

Each lot is one transaction: what went, and the proof that it did, stand or fall together, so that
a job that is killed leaves nothing unproven and goes on where it was (arts 19, 47).
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError
from linli.kernel.rights import check
from linli.registers.residents import public as residents
from linli.services.privacy.models import Claim, Erasure, Hold, Purpose, Rule, Trimmed
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import purposes as of_purposes
from linli.services.privacy.queries import retention as queries

Group = residents.catalogue.Group
T = TypeVar("T", residents.Person, residents.Household, Claim)
LOT = 100
LONGEST_HOLD = dt.timedelta(days=3 * 366)


class NeedsReason(DomainError):
    message = _("请写明为什么要延后删除，比如诉讼、纠纷还没有了结。")


class NotADay(DomainError):
    message = _("延后的日期要在今天以后、三年以内。")


def erase_due(*, at: dt.datetime, most: int = 20_000) -> int:
    """Erase what is due today, everywhere; answers how many records went. Stopped, it goes on
    where it was; run twice, it finds nothing the second time."""
    done = 0
    for erase in (_erase_gone, _erase_refused, _erase_homes, _forget_claims):
        if done < most:
            done += erase(at, most - done)
    return done


def _erase_gone(at: dt.datetime, most: int) -> int:
    """Of who left or died: groups whose time is over, at last the whole file."""
    today, kept, done = local_date(at), queries.times(), 0
    for months in reversed(kept.steps):
        whole = months == kept.whole
        while done < most:
            people = list(queries.gone(months, on=today)[:LOT])
            for lot in _by_community(people):
                _lot_gone(lot, kept.over(months), months, whole=whole, at=at)
            done += len(people)
            if len(people) < LOT:
                break
    return done


def _lock(people: Iterable[residents.Person]) -> list[int]:
    """Hold the files of a lot; what was read of them before may be out of date. Answers the ids."""
    ids = [person.pk for person in people]
    rows = residents.Person.objects.select_for_update().filter(pk__in=ids)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _lot_gone(
    lot: Sequence[residents.Person],
    groups: list[Group],
    months: int,
    *,
    whole: bool,
    at: dt.datetime,
) -> None:
    erased = residents.Erased()
    touched: list[residents.Person] = []
    # Somebody may have come back since the list was made, or the file be held.
    for person in queries.gone(months, on=local_date(at)).filter(pk__in=_lock(lot)):
        left: dt.date = person.left  # type: ignore[attr-defined] # annotated
        if whole:
            went = residents.erase_file(person=person, by=None, at=at, reason=str(Rule.GONE.label))
        else:
            went = residents.erase_groups(
                person=person, groups=groups, by=None, at=at, reason=str(Rule.GONE.label)
            )
            Trimmed.objects.update_or_create(
                person=person, defaults={"left_on": left, "months": months}
            )
        erased += went
        touched += [person] if went else []
    if touched:
        ids = [person.pk for person in touched]
        there = residents.Person.objects.filter(pk__in=ids)
        left_over = there.count() if whole else _left_over(dict.fromkeys(ids, groups))
        _prove(Rule.GONE, touched, erased, left_over, at)


def _left_over(groups_of: Mapping[int, Sequence[Group]]) -> int:
    """How many groups that should be gone are still there, in any file; counted anew."""
    people = list(residents.Person.objects.filter(pk__in=groups_of))
    return sum(
        group in groups_of[pk] and group != residents.catalogue.IDENTITY
        for pk, groups in residents.filled(people).items()
        for group in groups
    )


def _erase_refused(at: dt.datetime, most: int) -> int:
    """What people do not want used, and no law keeps (art 47, first paragraph, third item)."""
    today, purposes, done = local_date(at), of_purposes.in_use(), 0
    ids = sorted(set(queries.refused(on=today).values_list("owner", flat=True)))
    for start in range(0, len(ids), LOT):
        if done >= most:
            break
        people = list(residents.Person.objects.filter(pk__in=ids[start : start + LOT]))
        found = [one for one, _groups in queries.stopped_groups(people, purposes, on=today)]
        for lot in _by_community(found):
            _lot_refused(lot, purposes, at)
        done += len(found)
    return done


@transaction.atomic
def _lot_refused(
    lot: Sequence[residents.Person], purposes: Sequence[Purpose], at: dt.datetime
) -> None:
    today, erased = local_date(at), residents.Erased()
    # Somebody may have thought again since the list was made, or the file be held.
    still = queries.refused(on=today).filter(owner__in=_lock(lot)).values("owner")
    people = list(residents.Person.objects.filter(pk__in=still))
    groups_of = dict(queries.stopped_groups(people, purposes, on=today))
    for person, groups in groups_of.items():
        erased += residents.erase_groups(
            person=person, groups=groups, by=None, at=at, reason=str(Rule.WITHDRAWN.label)
        )
    if groups_of:
        left_over = _left_over({person.pk: groups for person, groups in groups_of.items()})
        _prove(Rule.WITHDRAWN, list(groups_of), erased, left_over, at)


@transaction.atomic
def _erase_homes(at: dt.datetime, most: int) -> int:
    """Households that hold nothing."""
    homes = list(residents.empty_homes()[:most])
    for lot in _by_community(homes):
        ids = [home.pk for home in lot]
        went = residents.erase_empty_homes(ids=ids)
        left_over = residents.Household.objects.filter(pk__in=ids).count()
        _prove(Rule.EMPTY, lot, None, left_over, at, homes_gone=went)
    return len(homes)


@transaction.atomic
def _forget_claims(at: dt.datetime, most: int) -> int:
    """What stays of a claim is what was asked, and how it ended."""
    due = list(queries.old_claims(on=local_date(at))[:most])
    for lot in _by_community(due):
        rows = Claim.objects.filter(pk__in=[claim.pk for claim in lot])
        gone = dict.fromkeys(("name", "phone", "address", "words", "proof_note", "answer"), "")
        rows.update(person=None, once_key="", forgotten_at=at, **gone)
        left_over = rows.filter(Q(forgotten_at=None) | Q(person__isnull=False)).count()
        _prove(Rule.CLAIMS, lot, None, left_over, at, claims_gone=len(lot))
    return len(due)


def _by_community(rows: Iterable[T]) -> list[list[T]]:
    """Lots of one community each: whoever reads proofs reads those of the own places."""
    lots: dict[str, list[T]] = {}
    for row in rows:
        lots.setdefault(_community(row.place_path)[0], []).append(row)
    return list(lots.values())


def _community(path: str) -> tuple[str, str]:
    """Path and name of the community that a path lies in; of a place that is gone, as it was."""
    found = places.communities_above([path])
    place = places.in_bulk(found).get(found[0]) if found else None
    return (place.place_path, place.name) if place is not None else (path, "")


def _prove(
    rule: Rule,
    rows: Sequence[residents.Person | residents.Household | Claim],
    erased: residents.Erased | None,
    left_over: int,
    at: dt.datetime,
    **more: int,
) -> Erasure:
    path, name = _community(rows[0].place_path)
    counts = {**(erased.told if erased else {}), **more}
    proof = Erasure.objects.create(
        rule=rule,
        place_path=path,
        place_name=name,
        records=len(rows),
        counts=counts,
        digest=digest(rule, [f"{row._meta.label_lower}:{row.pk}" for row in rows]),
        left_over=left_over,
        at=at,
    )
    audit.record(
        "privacy.erase_due",
        by=None,
        at=at,
        subject=proof,
        subject_name=str(rule.label),
        changes={
            "rule": rule,
            "records": proof.records,
            "sha256": proof.digest,
            "left_over": left_over,
            **counts,
        },
    )
    return proof


def digest(rule: Rule, records: Iterable[str]) -> str:
    """A mark of which records went by a rule; kinds and ids, in order."""
    return hashlib.sha256("\n".join([rule, *sorted(records)]).encode()).hexdigest()


@transaction.atomic
def hold(
    *, person: residents.Person, reason: str, until: dt.date, by: accounts.User, at: dt.datetime
) -> Hold:
    """Keep a file longer than its time; a hold that runs is changed. Raises `NeedsReason`,
    `NotADay`."""
    check(by, PrivacyPermission.MANAGE, person.place_path)
    if not reason.strip():
        raise NeedsReason
    today = local_date(at)
    if not today < until <= today + LONGEST_HOLD:
        raise NotADay
    made, _new = Hold.objects.update_or_create(
        person=person,
        released_at=None,
        defaults={
            "place_path": person.place_path,
            "reason": reason.strip(),
            "until": until,
            "by": by,
            "at": at,
        },
    )
    audit.record(
        "privacy.hold",
        by=by,
        at=at,
        subject=person,
        subject_name=person.name,
        reason=reason.strip(),
        changes={"kept_until": until.isoformat()},
    )
    return made


@transaction.atomic
def release(*, hold: Hold, by: accounts.User, at: dt.datetime) -> None:
    """The reason is gone: the file goes when its time is over."""
    check(by, PrivacyPermission.MANAGE, hold.place_path)
    Hold.objects.filter(pk=hold.pk, released_at=None).update(released_at=at)
    audit.record(
        "privacy.release", by=by, at=at, subject=hold.person, subject_name=hold.person.name
    )
