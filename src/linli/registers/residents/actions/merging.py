"""Two files of one person become one, and two again."""

import datetime as dt
import json

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove, NotFound
from linli.kernel.rights import check
from linli.registers.residents import catalogue, values
from linli.registers.residents.actions import files
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.households import count
from linli.registers.residents.models import (
    Contact,
    Distinct,
    Household,
    Merge,
    Person,
    PersonTag,
    Source,
    Statement,
)
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import SEARCH, search_text

PERSON_FIELDS = tuple(catalogue.fields(catalogue.Entity.PERSON))


class TwoNumbers(DomainError):
    message = gettext_lazy("两份档案的证件号码不一样，不会是同一个人。如果有一个填错了，请先改正。")


def _check_pair(first: Person, second: Person, by: accounts.User | None) -> None:
    for one in (first, second):
        check(by, ResidentsPermission.MANAGE, one.place_path)


def _locked(kept: int, gone: int) -> tuple[Person, Person]:
    """Both as they stand now; always in the same order, so that no two wait for each other."""
    rows = Person.objects.select_for_update().filter(pk__in=[kept, gone]).order_by("pk")
    found = {person.pk: person for person in rows}
    if not {kept, gone} <= found.keys():
        raise NotFound
    return found[kept], found[gone]


@transaction.atomic
def merge(*, kept: Person, gone: Person, by: accounts.User | None, at: dt.datetime) -> Merge:
    """Make one file of two: what only the other one knew is carried over, nothing is overwritten.

    The other file stays behind, so that requests and work that point to it lead here. Raises
    `TwoNumbers`, `InvalidMove`.
    """
    _check_pair(kept, gone, by)
    kept, gone = _locked(kept.pk, gone.pk)
    done = Merge.objects.filter(kept=kept, gone=gone, undone_at=None).first()
    if done is not None:  # the same form once more
        return done
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise InvalidMove
    if kept.id_number and gone.id_number and kept.id_number != gone.id_number:
        raise TwoNumbers
    headed = Household.objects.filter(head=gone).first()
    done = Merge.objects.create(
        kept=kept,
        gone=gone,
        place_path=kept.place_path,
        statement=_carry_facts(kept, gone, by, at),
        tags=_carry_tags(kept, gone),
        contacts=list(gone.contacts.values_list("pk", flat=True)),
        headed=headed,
        by=by,
        at=at,
    )
    gone.contacts.update(person=kept)
    gone.merged.update(merged_into=kept)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    SEARCH.remove([gone.pk])
    if headed is not None:
        stays = kept if kept.household_id == headed.pk else None
        Household.objects.filter(pk=headed.pk).update(head=stays)
    count([kept.household_id, gone.household_id])
    recheck([kept, gone], at=at)
    _record("residents.merge", done, by, at)
    return done


def _carry_facts(
    kept: Person, gone: Person, by: accounts.User | None, at: dt.datetime
) -> Statement | None:
    own, other = (values.values_of(one, PERSON_FIELDS) for one in (kept, gone))
    news = {name: value for name, value in other.items() if value and not own[name]}
    if not news:
        return None
    changes = files.write(kept, news, source=Source.DOCUMENT, by=by, at=at)
    return files.state(
        kept,
        fields=news,
        changes=changes,
        source=Source.DOCUMENT,
        confirmed_on=local_date(at),
        note=_("两份档案合并"),
        by=by,
        at=at,
    )


def _carry_tags(kept: Person, gone: Person) -> list[int]:
    held = set(kept.tags.values_list("tag_id", flat=True))
    carried = []
    for row in gone.tags.exclude(tag__in=held):
        row.pk, row.person, row.place_path = None, kept, kept.place_path
        row._state.adding = True
        row.save()
        carried.append(row.pk)
    return carried


@transaction.atomic
def part(*, merge: Merge, by: accounts.User | None, at: dt.datetime) -> None:
    """They were two people after all: what was carried over goes back. Raises `InvalidMove`."""
    locked = Merge.objects.select_for_update().get(pk=merge.pk)
    kept, gone = _locked(locked.kept_id, locked.gone_id)
    _check_pair(kept, gone, by)
    if locked.undone_at is not None:  # the same form once more
        return
    if kept.merged_into_id or gone.merged_into_id != kept.pk:
        raise InvalidMove
    _give_back_facts(kept, locked.statement, by, at)
    PersonTag.objects.filter(pk__in=locked.tags, person=kept).delete()
    Contact.objects.filter(pk__in=locked.contacts, person=kept).update(person=gone)
    Person.objects.filter(pk__in=_became(gone), merged_into=kept).update(merged_into=gone)
    Person.objects.filter(pk=gone.pk).update(merged_into=None)
    SEARCH.put(gone.pk, search_text(gone))
    if locked.headed is not None:
        heads = Household.objects.filter(pk=locked.headed.pk)
        heads.filter(head=None).update(head=gone)
        if kept.household_id != locked.headed.pk:
            heads.filter(head=kept).update(head=gone)
    Merge.objects.filter(pk=locked.pk).update(undone_at=at, undone_by=by)
    count([kept.household_id, gone.household_id])
    recheck([kept, gone], at=at)
    _record("residents.part", locked, by, at)


def _became(gone: Person) -> list[int]:
    """The files that had become part of this one before it went itself."""
    found: list[int] = []
    last = [gone.pk]
    while last:
        merges = Merge.objects.filter(kept__in=last, undone_at=None)
        last = list(merges.values_list("gone", flat=True))
        found += last
    return found


def _give_back_facts(
    kept: Person, statement: Statement | None, by: accounts.User | None, at: dt.datetime
) -> None:
    """Empty again what the other file filled, where it still holds that."""
    if statement is None or not statement.before:
        return
    later = kept.statements.filter(pk__gt=statement.pk)
    told_since = {name for one in later for name in one.fields}
    before = json.loads(statement.before)
    back = {name: text for name, text in before.items() if name not in told_since}
    files.keep(kept, back, source=Source.DOCUMENT, by=by, at=at)
    statement.delete()


@transaction.atomic
def tell_apart(*, first: Person, second: Person, by: accounts.User | None, at: dt.datetime) -> None:
    """Somebody looked: two people. The pair is not shown again."""
    _check_pair(first, second, by)
    low, high = sorted((first, second), key=lambda one: one.pk)
    known = {"by": by, "at": at}
    if not Distinct.objects.get_or_create(first=low, second=high, defaults=known)[1]:
        return
    audit.record(
        "residents.tell_apart",
        by=by,
        at=at,
        subject=low,
        subject_name=low.name,
        changes={"resident": high.pk},
    )


def _record(deed: str, merge: Merge, by: accounts.User | None, at: dt.datetime) -> None:
    audit.record(
        deed,
        by=by,
        at=at,
        subject=merge.kept,
        subject_name=merge.kept.name,
        changes={"resident": merge.gone_id},
    )
