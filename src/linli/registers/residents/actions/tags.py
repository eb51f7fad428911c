"""The tag dictionary, and giving and taking away its tags."""

import calendar
import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, NotAllowed
from linli.kernel.rights import check
from linli.kernel.seen import seen_unchanged
from linli.registers.residents import rules, standings
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.locks import counting
from linli.registers.residents.models import Level, Person, PersonTag, Source, Tag
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import tags as queries


class RuledOut(DomainError):
    message = _(
        "这类名单不能建：宗教信仰、涉毒、邪教、信访不属于社区可以收集的信息，犯罪和矫正信息由司法行政部门管理。"
    )


class NameTaken(DomainError):
    message = _("已经有同名的标签。")


class DerivedTag(DomainError):
    message = _("这个标签按规则自动计算，不用手工加减。")


class NeedsProof(DomainError):
    message = _("这个标签要有凭证，请写明证件或文件的名称、编号。")


class HasTag(DomainError):
    message = _("已经有这个标签了。")


@dataclasses.dataclass(frozen=True)
class Entry:
    """What the dictionary says of a tag."""

    name: str
    level: Level
    basis: str = ""
    needs_proof: bool = False
    months: int | None = None
    review_months: int | None = None


def present(tag: Tag) -> dict[str, str]:
    """A tag as its form shows it."""
    return {
        "name": tag.name,
        "level": str(tag.level),
        "basis": tag.basis,
        "needs_proof": str(tag.needs_proof),
        "months": str(tag.months or ""),
        "review_months": str(tag.review_months or ""),
    }


def check_name(entry: Entry) -> None:
    """Raise `RuledOut` for a list that must not be kept."""
    if rules.is_ruled_out(f"{entry.name} {entry.basis}"):
        raise RuledOut


def _check_manage(by: accounts.User | None) -> None:
    if by is not None:
        accounts.check_anywhere(by, ResidentsPermission.MANAGE)


@transaction.atomic
def save_tag(
    *,
    entry: Entry,
    tag: Tag | None = None,
    seen: str = "",
    by: accounts.User | None,
    at: dt.datetime,
) -> Tag:
    """A new entry of the dictionary, or an entry's new words. Raises `RuledOut`, `NameTaken`."""
    _check_manage(by)
    check_name(entry)
    named = Tag.objects.filter(name=entry.name)
    if (named.exclude(pk=tag.pk) if tag else named).exists():
        raise NameTaken
    kept = Tag() if tag is None else Tag.objects.select_for_update().get(pk=tag.pk)
    if tag is not None:
        seen_unchanged(seen, present(kept))
        # Nobody who was not told before learns it because a word was changed by mistake.
        if kept.level > entry.level and by is not None and not _may_lower(by):
            raise NotAllowed(permission=ResidentsPermission.SENSITIVE)
    for name, value in dataclasses.asdict(entry).items():
        setattr(kept, name, value)
    kept.save()
    audit.record(
        "residents.save_tag",
        by=by,
        at=at,
        subject=kept,
        subject_name=kept.name,
        changes={"level": kept.level},
    )
    return kept


def _may_lower(by: accounts.User) -> bool:
    return accounts.holds_anywhere(by, ResidentsPermission.SENSITIVE)


@transaction.atomic
def close_tag(*, tag: Tag, open: bool, by: accounts.User | None, at: dt.datetime) -> None:
    """Offer a tag no longer, or again; who holds it keeps it."""
    _check_manage(by)
    tag.closed_on = None if open else local_date(at)
    tag.save(update_fields=["closed_on"])
    deed = "residents.reopen_tag" if open else "residents.close_tag"
    audit.record(deed, by=by, at=at, subject=tag, subject_name=tag.name)


@transaction.atomic
def give(
    *,
    person: Person,
    tag: Tag,
    since: dt.date,
    until: dt.date | None = None,
    proof: str = "",
    source: Source,
    by: accounts.User | None,
    at: dt.datetime,
) -> PersonTag:
    """Somebody gets a tag. Raises `DerivedTag`, `NeedsProof`, `HasTag`, and `Stopped` when it
    stands for a fact that the person does not want used."""
    person = counting(person)
    check(by, ResidentsPermission.EDIT, person.place_path)
    _check_sees(by, tag, person.place_path)
    _check_usable(person.pk, tag)
    if tag.is_derived:
        raise DerivedTag
    if tag.needs_proof and not proof.strip():
        raise NeedsProof
    if person.tags.filter(tag=tag).exists():
        raise HasTag
    row = new_row(person, tag, since=since, until=until, source=source, at=at)
    row.proof, row.by = proof.strip(), by
    row.save()
    recheck([person], at=at)
    _record("residents.give_tag", row, by, at)
    return row


def new_row(
    person: Person,
    tag: Tag,
    *,
    since: dt.date,
    until: dt.date | None = None,
    source: Source,
    at: dt.datetime,
) -> PersonTag:
    """The row, not yet saved, with expiry and review by the dictionary."""
    return PersonTag(
        person=person,
        tag=tag,
        place_path=person.place_path,
        since=since,
        until=until or (months_after(since, tag.months) if tag.months else None),
        review_on=months_after(local_date(at), tag.review_months) if tag.review_months else None,
        source=source,
        at=at,
    )


@transaction.atomic
def take_away(*, row: PersonTag, reason: str, by: accounts.User | None, at: dt.datetime) -> None:
    """It no longer holds."""
    check(by, ResidentsPermission.EDIT, row.place_path)
    _check_sees(by, row.tag, row.place_path)
    if not PersonTag.objects.select_for_update().filter(pk=row.pk).exists():
        return
    _record("residents.take_tag", row, by, at, reason)
    row.delete()
    recheck([row.person], at=at)


@transaction.atomic
def review(*, row: PersonTag, by: accounts.User | None, at: dt.datetime) -> None:
    """Somebody looked, and it still holds: the next review is an interval away. Raises `Stopped`
    as `give` does."""
    check(by, ResidentsPermission.EDIT, row.place_path)
    _check_sees(by, row.tag, row.place_path)
    _check_usable(row.person_id, row.tag)
    today = local_date(at)
    months = row.tag.review_months
    row.review_on = months_after(today, months) if months else None
    if row.until and row.until < today and row.tag.months:
        row.until = months_after(today, row.tag.months)
    row.save(update_fields=["review_on", "until"])
    _record("residents.review_tag", row, by, at)


def follow(
    person: Person, told: Mapping[str, str], *, source: Source, by: Any, at: dt.datetime
) -> None:
    """Tags that stand for a fact come and go with it."""
    following = queries.dictionary(closed=True).filter(field__in=list(told))
    for tag in following:
        held = person.tags.filter(tag=tag)
        if told[tag.field] != "1":
            held.delete()
        elif not held.exists():
            row = new_row(person, tag, since=local_date(at), source=source, at=at)
            row.by = by
            row.save()


def carry(person: Person) -> None:
    """Tags lie where their people live: after a move."""
    person.tags.update(place_path=person.place_path)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _check_sees(by: accounts.User | None, tag: Tag, path: str) -> None:
    if by is not None and not queries.may_see(by, tag, path):
        raise NotAllowed(permission=queries.SEES[Level(tag.level)])


def _check_usable(person: int, tag: Tag) -> None:
    if tag.field:
        standings.check(person, standings.groups_of([tag.field]))


def _record(
    deed: str, row: PersonTag, by: accounts.User | None, at: dt.datetime, reason: str = ""
) -> None:
    # The name of a sensitive tag stays out of the log, which more people read.
    changes = {} if row.tag.level == Level.SENSITIVE else {"tag": row.tag.name}
    audit.record(
        deed,
        by=by,
        at=at,
        subject=row.person,
        subject_name=row.person.name,
        reason=reason,
        changes=changes,
    )
