"""Facts, and whole files, that are not kept any longer (个人信息保护法 art 47).

Called inside the action of whoever decides that (an own wish, a time that is over): it checks the
right and keeps the proof. What was erased is gone from the history too.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Sequence

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel import events
from linli.registers.residents import values
from linli.registers.residents.actions import tags
from linli.registers.residents.actions.contradictions import recheck
from linli.registers.residents.actions.households import count
from linli.registers.residents.catalogue import IDENTITY, Group
from linli.registers.residents.events import FilesErasing
from linli.registers.residents.models import (
    Contact,
    Household,
    LifeEvent,
    Person,
    PersonTag,
    Source,
    Statement,
)
from linli.registers.residents.queries.departures import empty_homes
from linli.registers.residents.queries.files import ids_of
from linli.registers.residents.queries.finding import SEARCH, index_fields


@dataclasses.dataclass(frozen=True)
class Erased:
    """How much went: files of people, values of facts, lines of history, tags, changes of where
    somebody was, relatives."""

    people: int = 0
    facts: int = 0
    words: int = 0
    tags: int = 0
    life: int = 0
    contacts: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        ours, theirs = dataclasses.asdict(self), dataclasses.asdict(other)
        return Erased(**{name: ours[name] + theirs[name] for name in ours})

    @property
    def told(self) -> dict[str, int]:
        """As the log and proofs keep it; what is nothing is left out."""
        return {f"{name}_gone": n for name, n in dataclasses.asdict(self).items() if n}

    def __bool__(self) -> bool:
        return any(dataclasses.astuple(self))


@transaction.atomic
def erase_groups(
    *,
    person: Person,
    groups: Iterable[Group],
    by: accounts.User | None,
    at: dt.datetime,
    reason: str = "",
) -> Erased:
    """Take groups of facts out of all files of somebody, with all that was ever said of them.

    Who somebody is goes only with the whole file: without it nothing that stays would have an
    owner.
    """
    going = [group for group in groups if group != IDENTITY]
    fields = tuple(field for group in going for field in group.fields)
    done = Erased()
    for one in Person.objects.select_for_update().filter(pk__in=ids_of([person])):
        known = values.values_of(one, fields)
        held = one.tags.count()
        values.put(one, {field: "" for field in fields if known[field.id]})
        index_fields(one)
        one.save()
        tags.follow(one, {field.id: "" for field in fields}, source=Source.RESIDENT, by=by, at=at)
        done += Erased(
            facts=sum(1 for value in known.values() if value),
            words=_unsay(one, {field.id for field in fields}),
            tags=held - one.tags.count(),
        )
    if done:
        recheck([person], at=at)
        labels = [str(group.label) for group in going]
        _record("residents.erase_facts", person, labels, done, reason, by, at)
    return done


def _unsay(person: Person, names: set[str]) -> int:
    """Take fields out of a person's history; answers from how many lines."""
    touched = 0
    for word in person.statements.all():
        before = json.loads(word.before) if word.before else {}
        if not names & {*word.fields, *before}:
            continue
        touched += 1
        word.fields = [name for name in word.fields if name not in names]
        left = {name: value for name, value in before.items() if name not in names}
        word.before = json.dumps(left, ensure_ascii=False, sort_keys=True) if left else ""
        if word.fields or left:
            word.save(update_fields=["fields", "before"])
        else:
            word.delete()
    return touched


@transaction.atomic
def erase_file(
    *, person: Person, by: accounts.User | None, at: dt.datetime, reason: str = ""
) -> Erased:
    """Take somebody off the register: every file, with all that hangs on it.

    Requests and work stay and forget who it was.
    """
    ids = ids_of([person])
    list(Person.objects.select_for_update().filter(pk__in=ids))
    files = Person.objects.filter(pk__in=ids)
    homes = [pk for pk in files.values_list("household", flat=True) if pk is not None]
    done = Erased(
        people=len(ids),
        words=Statement.objects.filter(person__in=ids).count(),
        tags=PersonTag.objects.filter(person__in=ids).count(),
        life=LifeEvent.objects.filter(person__in=ids).count(),
        contacts=Contact.objects.filter(person__in=ids).count(),
    )
    _record("residents.erase_file", person, [], done, reason, by, at)
    events.publish(FilesErasing(ids=tuple(ids), at=at))
    Household.objects.filter(head__in=ids).update(head=None)
    files.delete()
    SEARCH.remove(ids)
    count(homes)
    return done


@transaction.atomic
def erase_empty_homes(*, ids: Sequence[int]) -> int:
    """Take away those of some households that hold nothing; answers how many went."""
    return empty_homes().filter(pk__in=ids).delete()[1].get(Household._meta.label, 0)


def _record(
    deed: str,
    person: Person,
    labels: list[str],
    done: Erased,
    reason: str,
    by: accounts.User | None,
    at: dt.datetime,
) -> None:
    # Without the name: the log is kept longer than what it tells of.
    audit.record(
        deed,
        by=by,
        at=at,
        subject=person,
        reason=reason,
        changes={"fields": labels, **done.told},
    )
