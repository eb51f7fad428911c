"""What residents tell by their own links, and what workers make of it."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.notices import public as notices
from linli.insight.sheets import told
from linli.insight.sheets.actions import collecting as tasks
from linli.insight.sheets.models import Collecting, Invitation, Stand
from linli.insight.sheets.queries import collecting as of_tasks
from linli.insight.sheets.queries import invitations as queries
from linli.insight.sheets.told import Told
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.registers.residents import public as residents
from linli.services.privacy import public as privacy

KIND = "sheets.answered"


class NotThisPerson(DomainError):
    message = gettext_lazy("和登记的对不上，请再核对一下。")


class NothingTold(DomainError):
    message = gettext_lazy("一项也没有填。不想填的可以都空着，关掉这一页就行。")


class WantsGuardian(DomainError):
    message = gettext_lazy("孩子未满十四周岁，要由监护人来填，请写上监护人姓名和关系。")


def prove(*, invitation: Invitation, words: str, at: dt.datetime) -> None:
    """The person behind the link says what only the register knows besides. Raises
    `NotThisPerson`; after some wrong words the link opens nothing any more."""
    mine = Invitation.objects.filter(pk=invitation.pk)
    # The try is taken first: a hundred at once get no more of them than one after the other.
    if not mine.filter(stand=Stand.OPEN, tries__lt=queries.MOST_TRIES).update(tries=F("tries") + 1):
        raise NotThisPerson
    person = invitation.wanted.person
    if not told.proves(person, invitation.proof, words):
        if mine.filter(tries__gte=queries.MOST_TRIES).exists():
            _record("sheets.lock_invitation", person, by=None, at=at)
        raise NotThisPerson
    with transaction.atomic():
        mine.filter(tries__gt=0).update(tries=F("tries") - 1)
        if mine.filter(opened_at=None).update(opened_at=at):
            _record("sheets.open_invitation", person, by=None, at=at)


@transaction.atomic
def tell(*, invitation: Invitation, words: Told, at: dt.datetime) -> None:
    """Keep what somebody told until a worker decides on it; the link is used up.

    What was not asked, and what wants a consent that was not given, is not taken. Raises
    `InvalidMove` for a link that is not open any more, `NothingTold`, `WantsGuardian`.
    """
    # The task first, as whoever ends it does: what comes after its end is not kept.
    tasks.check_open(invitation.wanted.collecting)
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("wanted__person", "wanted__collecting__work__assignee")
        .get(pk=invitation.pk)
    )
    if not queries.opens(locked, at=at):
        raise InvalidMove
    person = locked.wanted.person
    kept = _allowed(locked, words, at)
    if not kept.facts and not kept.consents:
        raise NothingTold
    child = privacy.is_child(person, on=local_date(at))
    if child and not (kept.guardian.strip() and kept.relation):
        raise WantsGuardian
    locked.stand, locked.answered_at = Stand.ANSWERED, at
    locked.answer = kept.dumped()
    locked.notice = privacy.notice_for(child=child)
    locked.save(update_fields=["stand", "answered_at", "answer", "notice"])
    _record("sheets.own_word", person, by=None, at=at, changes={"answers": len(kept.facts)})
    _tell_worker(locked.wanted.collecting, at)


def _allowed(invitation: Invitation, words: Told, at: dt.datetime) -> Told:
    """As far as it was asked, and the person wants it used."""
    agreed = {one.purpose for one in words.consents if one.agreed}
    facts: dict[str, str] = {}
    asked = set()
    for section in queries.sections(invitation, at=at):
        if section.ground.to_agree:
            asked.add(section.purpose.pk)
            if section.purpose.pk not in agreed:
                continue
        for field in section.fields:
            if value := words.facts.get(field.id):
                facts[field.id] = value
    consents = tuple(one for one in words.consents if one.purpose in asked)
    return dataclasses.replace(words, facts=facts, consents=consents)


def _tell_worker(collecting: Collecting, at: dt.datetime) -> None:
    worker = collecting.work.assignee
    if worker is None:
        return
    notices.send(
        to=worker,
        kind=KIND,
        title=_("有居民自己填好了补采的信息"),
        text=_("看一眼，点一下就记到登记册里。"),
        url=reverse("sheets:invitations", args=[collecting.pk]),
        at=at,
    )


@transaction.atomic
def accept(
    *, collecting: Collecting, invitations: Collection[int], by: accounts.User, at: dt.datetime
) -> dict[int, str]:
    """Write what these people told into the register, with them as the source.

    Consents first: facts may need them. Answers what could not be written: invitation → sentence;
    that stays to be decided on, as does what this person may not write down.
    """
    tasks.check_open(collecting)
    errors: dict[int, str] = {}
    taken = 0
    for one in _to_decide(collecting, invitations, by):
        words = Told.loaded(one.answer)
        try:
            with transaction.atomic():
                _keep_consents(one, words, at)
                taken += _keep_facts(one, words, by, at)
        except DomainError as refusal:
            errors[one.pk] = str(refusal)
    if taken:
        tasks.record("sheets.accept_own", collecting, by=by, at=at, changes={"answers": taken})
    tasks.finish_if_done(collecting, at)
    return errors


def _keep_consents(invitation: Invitation, words: Told, at: dt.datetime) -> None:
    """The person's own word, though a worker passes it on."""
    person = invitation.wanted.person
    by_id = {one.pk: one for one in privacy.in_use()} if words.consents else {}
    for one in words.consents:
        if (purpose := by_id.get(one.purpose)) is None:
            continue
        spoken = privacy.Spoken(
            word=privacy.Word.GIVEN if one.agreed else privacy.Word.REFUSED,
            how=privacy.How.ONLINE,
            said_on=_told_on(invitation, at),
            separate=True,
            guardian=words.guardian,
            guardian_relation=words.relation,
        )
        privacy.write_down(
            person=person,
            purpose=purpose,
            spoken=spoken,
            told=privacy.get_text(one.text) if one.text else None,
            by=None,
            at=at,
        )


def _told_on(invitation: Invitation, at: dt.datetime) -> dt.date:
    return local_date(invitation.answered_at or at)


def _keep_facts(invitation: Invitation, words: Told, by: accounts.User, at: dt.datetime) -> int:
    """As many as this person may write down; raises the first refusal of the register."""
    wanted = invitation.wanted
    path = wanted.person.place_path
    mine = {
        element: value
        for element, value in words.facts.items()
        if element in wanted.open and of_tasks.may_tell(by, element, path)
    }
    others = {
        element
        for element in words.facts
        if element in wanted.open and not of_tasks.may_tell(by, element, path)
    }
    word = tasks.Word(
        wanted.collecting,
        residents.Source.RESIDENT,
        _told_on(invitation, at),
        by,
        at,
    )
    tasks.tell(wanted, of_tasks.records_of([wanted])[wanted.pk], mine, word)
    if word.errors:
        raise DomainError(next(iter(word.errors.values())))
    left = words.without(set(words.facts) - others)
    _settle(invitation, Stand.ACCEPTED, left, by, at)
    return len(mine)


@transaction.atomic
def decline(
    *, collecting: Collecting, invitations: Collection[int], by: accounts.User, at: dt.datetime
) -> int:
    """What these people told is not taken over; they are asked another way. Answers how many."""
    tasks.check_open(collecting)
    found = list(_to_decide(collecting, invitations, by))
    for one in found:
        _settle(one, Stand.DECLINED, Told({}), by, at)
    if found:
        tasks.record("sheets.decline_own", collecting, by=by, at=at, changes={"people": len(found)})
    return len(found)


def _to_decide(
    collecting: Collecting, invitations: Collection[int], by: accounts.User
) -> list[Invitation]:
    found = queries.answered(by, collecting).filter(pk__in=invitations)
    return list(found.select_related("wanted__collecting__filling").select_for_update(of=("self",)))


def _settle(
    invitation: Invitation, stand: Stand, left: Told, by: accounts.User, at: dt.datetime
) -> None:
    """What was told goes; where some of it is for a colleague to decide on, that part stays."""
    if left.facts:
        invitation.answer = left.dumped()
        invitation.save(update_fields=["answer"])
        return
    invitation.stand, invitation.answer = stand, None
    invitation.decided_at, invitation.decided_by = at, by
    invitation.save(update_fields=["stand", "answer", "decided_at", "decided_by"])


def _record(
    action: str,
    person: residents.Person,
    *,
    by: accounts.User | None,
    at: dt.datetime,
    changes: Mapping[str, int] | None = None,
) -> None:
    audit.record(action, by=by, at=at, subject=person, subject_name=person.name, changes=changes)
