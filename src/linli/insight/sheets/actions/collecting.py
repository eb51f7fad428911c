"""Asking people for what a filled form lacks: one task, and the answers go to the register."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.sheets import permissions
from linli.insight.sheets.models import Collecting, Filling, Invitation, Stand, Wanted
from linli.insight.sheets.queries import collecting as queries
from linli.insight.sheets.queries import invitations, traces
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.registers.organisations import public as organisations
from linli.registers.residents import public as residents
from linli.shared.work import public as work

KIND = "collecting"
MOST_PEOPLE = 2_000


class NothingToAsk(DomainError):
    message = gettext_lazy("选的栏里没有可以问的空缺。")


class AskedAlready(DomainError):
    message = gettext_lazy("这张表已经有一个补采任务在做，做完再派下一个，免得同一个人被问两次。")


class TooManyToAsk(DomainError):
    message = gettext_lazy("要问的人超过2000位。请少选几栏，或按网格分开填表再补采。")


class NoHome(DomainError):
    message = gettext_lazy("这个人没有登记住在哪一户，请先在档案里登记。")


class AnswersWait(DomainError):
    message = gettext_lazy("还有居民自己填好的没有看。请先定下来，再结束补采。")


class NobodyInCharge(DomainError):
    message = gettext_lazy("这里还没有登记居委会，任务没有单位可派。请先在“单位”里登记。")


@dataclasses.dataclass(frozen=True)
class Answers:
    """What one page brought: person's row → fact → words; and facts that are still the same."""

    told: Mapping[int, Mapping[str, str]]
    same: Mapping[int, Collection[str]]

    def of(self, wanted: Wanted) -> tuple[Mapping[str, str], Collection[str]]:
        """What belongs to one row, as far as it was asked."""
        told = {e: w for e, w in self.told.get(wanted.pk, {}).items() if e in wanted.open}
        return told, [e for e in self.same.get(wanted.pk, ()) if e in wanted.open]


@transaction.atomic
def start(
    *,
    filling: Filling,
    keys: Collection[str],
    stale: bool,
    due_on: dt.date,
    assignee: accounts.User,
    by: accounts.User,
    at: dt.datetime,
) -> Collecting:
    """One task for exactly the people and fields that lack something; `stale`: also what is too
    old. Raises `NothingToAsk`, `AskedAlready`, `TooManyToAsk`, `NobodyInCharge`."""
    permissions.check_fill(by, filling.place_path)
    Filling.objects.select_for_update().get(pk=filling.pk)
    if queries.open_one(filling) is not None:
        raise AskedAlready
    wanted = queries.wanted_of(traces.Reader(by, filling), keys, stale=stale)
    if not wanted:
        raise NothingToAsk
    if len(wanted) > MOST_PEOPLE:
        raise TooManyToAsk
    team = organisations.committee_of(filling.place) or organisations.serving(filling.place).first()
    if team is None:
        raise NobodyInCharge
    item = work.open_item(
        kind=KIND,
        title=_("补采《%(title)s》：%(people)d 人") % {"title": filling, "people": len(wanted)},
        place=filling.place,
        team=team,
        assignee=assignee,
        at=at,
    )
    work.clocks.start_until(item=item, kind=work.ClockKind.HANDLE, due_on=due_on, at=at)
    made = Collecting.objects.create(
        work=item,
        filling=filling,
        place_path=filling.place_path,
        elements=sorted({element for asked in wanted.values() for element in asked}),
        by=by,
        at=at,
    )
    Wanted.objects.bulk_create(
        Wanted(collecting=made, person_id=person, position=number, open=asked)
        for number, (person, asked) in enumerate(wanted.items())
    )
    record("sheets.collect", made, by=by, at=at, changes={"people": len(wanted)})
    return made


@transaction.atomic
def answer(
    *,
    collecting: Collecting,
    answers: Answers,
    source: residents.Source,
    confirmed_on: dt.date,
    by: accounts.User,
    at: dt.datetime,
) -> dict[tuple[int, str], str]:
    """Write down what people told; each person's facts become a statement in the register.

    What cannot be is told by row and fact, and the rest is kept all the same. When nothing is left,
    the task is done.
    """
    check_open(collecting)
    rows = queries.still_wanted(collecting, by).select_for_update(of=("self",))
    wanted = list(rows.filter(pk__in={*answers.told, *answers.same}))
    records = queries.records_of(wanted)
    word = Word(collecting, source, confirmed_on, by, at)
    for one in wanted:
        told, same = answers.of(one)
        tell(one, records[one.pk], _facts(one, told, same, records[one.pk], word), word)
    if word.kept:
        record("sheets.answer", collecting, by=by, at=at, changes={"answers": word.kept})
    finish_if_done(collecting, at)
    return word.errors


@dataclasses.dataclass
class Word:
    """Who tells the register what, and how it went."""

    collecting: Collecting
    source: residents.Source
    confirmed_on: dt.date
    by: accounts.User
    at: dt.datetime
    errors: dict[tuple[int, str], str] = dataclasses.field(default_factory=dict)
    kept: int = 0

    @property
    def note(self) -> str:
        return (_("补采《%s》") % self.collecting.filling)[:100]


def tell(wanted: Wanted, records: queries.Records, facts: Mapping[str, str], word: Word) -> None:
    """One statement for each record that the facts are about."""
    for entity, own in _by_entity(facts).items():
        record: Any = records.get(entity) or _newrecord(wanted, entity)
        try:
            if record is None:
                raise NoHome
            with transaction.atomic():
                residents.tell(
                    record=record,
                    told=own,
                    source=word.source,
                    confirmed_on=word.confirmed_on,
                    by=word.by,
                    at=word.at,
                    note=word.note,
                )
        except DomainError as refusal:
            word.errors |= {(wanted.pk, element): str(refusal) for element in own}
            continue
        wanted.open = [element for element in wanted.open if element not in own]
        wanted.answered = [*wanted.answered, *own]
        word.kept += len(own)
    wanted.save(update_fields=["open", "answered"])


@transaction.atomic
def close(*, collecting: Collecting, by: accounts.User, at: dt.datetime) -> None:
    """Ask no further; what was answered stays in the register. Raises `AnswersWait`."""
    check(by, permissions.SheetsPermission.FILL, collecting.place_path)
    check_open(collecting)
    if invitations.waiting(collecting):
        raise AnswersWait
    _finish(collecting, at)
    record("sheets.end_collecting", collecting, by=by, at=at)


def check_open(collecting: Collecting) -> None:
    """Raise `InvalidMove` for a task that is over."""
    locked = Collecting.objects.select_for_update().get(pk=collecting.pk)
    if locked.finished_at is not None:
        raise InvalidMove


def _facts(
    wanted: Wanted,
    told: Mapping[str, str],
    same: Collection[str],
    records: queries.Records,
    word: Word,
) -> dict[str, str]:
    """Fact → value; what cannot be read goes to the errors."""
    fields = residents.catalogue.FIELDS
    facts = {element: queries.value_in(records, fields[element]) for element in same}
    for element, words in told.items():
        try:
            facts[element] = residents.values.parse(fields[element], words)
        except DomainError as refusal:
            word.errors[wanted.pk, element] = str(refusal)
    return {element: value for element, value in facts.items() if value}


def _by_entity(
    facts: Mapping[str, str],
) -> dict[residents.catalogue.Entity, dict[str, str]]:
    found: dict[residents.catalogue.Entity, dict[str, str]] = {}
    for element, value in facts.items():
        entity = residents.catalogue.GROUP_OF[element].entity
        found.setdefault(entity, {})[element] = value
    return found


def _newrecord(wanted: Wanted, entity: residents.catalogue.Entity) -> queries.Record | None:
    """A dwelling of which nothing was known yet."""
    home = wanted.person.household
    if home is None or entity != residents.catalogue.Entity.DWELLING:
        return None
    return residents.dwelling_at(home.dwelling)


def finish_if_done(collecting: Collecting, at: dt.datetime) -> None:
    """When nothing is left to ask, the task is over."""
    if not collecting.wanted.exclude(open=[]).exists():
        _finish(collecting, at)


def _finish(collecting: Collecting, at: dt.datetime) -> None:
    """Links that are out open nothing any more, and what they brought too late is not kept."""
    Invitation.objects.filter(
        wanted__collecting=collecting, stand__in=[Stand.OPEN, Stand.ANSWERED]
    ).update(stand=Stand.REVOKED, answer=None, decided_at=at)
    work.finish(item=collecting.work, at=at)
    collecting.finished_at = at
    collecting.save(update_fields=["finished_at"])


def record(
    action: str,
    collecting: Collecting,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    changes: Mapping[str, int] | None = None,
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject=collecting,
        subject_name=str(collecting.filling),
        changes=changes,
    )
