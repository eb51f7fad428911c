"""Contradictions: found when something is told and once a night, settled by who looked."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Q

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import local_date
from linli.kernel.errors import NotFound
from linli.kernel.fields import blind_index
from linli.kernel.rights import check
from linli.registers.residents import contradictions
from linli.registers.residents.models import LIVING, Contradiction, Person
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.contradictions import looks

MARK = "residents.contradiction.mark"
LOT = 300
Key = tuple[int, str]


def recheck(people: Sequence[Person], *, at: dt.datetime, homes: Iterable[int | None] = ()) -> None:
    """Look at some people, their families and some homes anew, in the caller's transaction."""
    near = {pk for pk in (*homes, *(one.household_id for one in people)) if pk is not None}
    meant = Q(pk__in=[one.pk for one in people]) | Q(household__in=near)
    _bring_up_to_date(list(Person.objects.filter(meant)), local_date(at))


def sweep(*, at: dt.datetime) -> int:
    """Look at everybody anew, some households at a time; returns how many are open.

    Time passes, tables come in: what was true yesterday need not be. Killed on the way, the next
    run does it all.
    """
    for people in _by_home():
        with transaction.atomic():
            _bring_up_to_date(people, local_date(at))
    return Contradiction.objects.filter(settled_at=None).count()


def _by_home() -> Iterator[list[Person]]:
    """Everybody with the family, in lots."""
    last = 0
    while True:
        after = Person.objects.filter(household__gt=last).order_by("household")
        homes = list(after.values_list("household", flat=True).distinct()[:LOT])
        if not homes:
            break
        yield list(Person.objects.filter(household__in=homes))
        last = homes[-1]
    last = 0
    while alone := list(Person.objects.filter(household=None, pk__gt=last).order_by("pk")[:LOT]):
        yield alone
        last = alone[-1].pk


def _bring_up_to_date(people: Sequence[Person], on: dt.date) -> None:
    """Their rows say what holds on a day: new ones come, those put right go."""
    counted = [one for one in people if one.merged_into_id is None and one.presence in LIVING]
    place = {one.pk: one.place_path for one in counted}
    wanted: dict[Key, str] = {
        (look.person.pk, code): blind_index("|".join((code, *compared)), MARK)
        for look in looks(counted, on=on)
        for code, compared in contradictions.find(look).items()
    }
    kept: dict[Key, Contradiction] = {
        (row.person_id, row.rule): row
        for row in Contradiction.objects.filter(person__in=[one.pk for one in people])
    }
    gone = [row.pk for key, row in kept.items() if key not in wanted]
    if gone:
        Contradiction.objects.filter(pk__in=gone).delete()
    for key, mark in wanted.items():
        row = kept.get(key)
        if row is None:
            continue
        if row.mark != mark:
            row.mark, row.found_on, row.note = mark, on, ""
            row.settled_at = row.settled_by = None
            row.save()
        elif row.place_path != place[key[0]]:
            row.place_path = place[key[0]]
            row.save(update_fields=["place_path"])
    # Two who look at the same family at once: the second finds them there.
    Contradiction.objects.bulk_create(
        [
            Contradiction(person_id=pk, rule=code, mark=mark, place_path=place[pk], found_on=on)
            for (pk, code), mark in wanted.items()
            if (pk, code) not in kept
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def settle(*, row: Contradiction, note: str, by: accounts.User | None, at: dt.datetime) -> None:
    """Somebody looked, and it is as it stands: not shown again until one of the values changes.

    Raises `NotFound` where they have changed meanwhile."""
    row = _locked(row)
    _check(row, by)
    if row.settled_at is not None:  # the same form once more
        return
    row.settled_at, row.settled_by, row.note = at, by, note.strip()
    row.save(update_fields=["settled_at", "settled_by", "note"])
    _record("residents.settle_contradiction", row, by, at, reason=row.note)


@transaction.atomic
def reopen(*, row: Contradiction, by: accounts.User | None, at: dt.datetime) -> None:
    """Show it again. Raises `NotFound` as `settle` does."""
    row = _locked(row)
    _check(row, by)
    if row.settled_at is None:  # the same form once more
        return
    row.settled_at, row.settled_by, row.note = None, None, ""
    row.save(update_fields=["settled_at", "settled_by", "note"])
    _record("residents.reopen_contradiction", row, by, at)


def _locked(row: Contradiction) -> Contradiction:
    """The same as it was read: nobody settles values that they have not seen, nor what is gone."""
    found = Contradiction.objects.select_for_update().filter(pk=row.pk, mark=row.mark).first()
    if found is None:
        raise NotFound
    return found


def _check(row: Contradiction, by: accounts.User | None) -> None:
    check(by, ResidentsPermission.EDIT, row.place_path)
    if contradictions.RULE[row.rule].sensitive:
        check(by, ResidentsPermission.SENSITIVE, row.place_path)


def _record(
    deed: str, row: Contradiction, by: accounts.User | None, at: dt.datetime, reason: str = ""
) -> None:
    audit.record(
        deed,
        by=by,
        at=at,
        subject=row.person,
        subject_name=row.person.name,
        place_path=row.place_path,
        reason=reason,
        changes={"contradiction": row.rule},
    )
