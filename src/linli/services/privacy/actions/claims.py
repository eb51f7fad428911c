"""What people ask about their data, from the first word to the answer."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.rights import check
from linli.kernel.text import own_words
from linli.registers.organisations import public as organisations
from linli.registers.residents import public as residents
from linli.services.privacy.actions import consents
from linli.services.privacy.models import (
    Asker,
    Channel,
    Claim,
    ClaimKind,
    Proof,
    Purpose,
    Refusal,
    Restriction,
    Stage,
)
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import deletion
from linli.shared.work import public as work

KIND, TOPIC = "data-claim", "data-rights"


class NobodyThere(DomainError):
    message = gettext_lazy("这个社区还没有登记居委会，网上暂时不能申请。请到社区或打电话。")


class NeedsAnswer(DomainError):
    message = gettext_lazy("请写明答复：办了什么，或者为什么不能办、可以向谁反映。")


class NotIdentified(InvalidMove):
    message = gettext_lazy("还没有核对身份。核对以前，什么都不能给、不能改、不能删。")


class NothingToDelete(DomainError):
    message = gettext_lazy("没有可以删除的：其余的都是法律规定要保留的，请在答复里说明。")


@dataclasses.dataclass(frozen=True)
class Asked:
    """What somebody asks, and how to reach them."""

    kind: ClaimKind
    place: places.Place
    name: str
    phone: str
    channel: Channel
    address: str = ""
    words: str = ""
    asker: Asker = Asker.SELF
    once_key: str = ""


@transaction.atomic
def submit(*, asked: Asked, by: accounts.User | None, at: dt.datetime) -> Claim:
    """Take a claim in; its clock starts. `by` is None for a resident. Raises `NobodyThere`."""
    check(by, PrivacyPermission.CLAIMS, asked.place.place_path)
    if asked.once_key and (there := Claim.objects.filter(once_key=asked.once_key).first()):
        return there
    committee = organisations.committee_of(asked.place)
    if committee is None:
        raise NobodyThere
    item = work.open_item(
        kind=KIND,
        # Without a name: titles go out with messages.
        title=_("个人信息：%(kind)s") % {"kind": asked.kind.label},
        place=asked.place,
        team=committee,
        assignee=by,
        at=at,
    )
    work.clocks.start(item=item, kind=work.ClockKind.HANDLE, topic=TOPIC, at=at)
    claim = Claim.objects.create(
        work=item,
        place=asked.place,
        place_path=asked.place.place_path,
        kind=asked.kind,
        asker=asked.asker,
        channel=asked.channel,
        name=asked.name,
        phone=asked.phone,
        address=asked.address,
        words=own_words(asked.words),
        received_at=at,
        once_key=asked.once_key,
    )
    _record("privacy.claim", claim, by, at, channel=claim.channel)
    return claim


@transaction.atomic
def identify(
    *,
    claim: Claim,
    person: residents.Person,
    proof: Proof,
    note: str = "",
    by: accounts.User,
    at: dt.datetime,
) -> Claim:
    """A worker has made sure who asks, and who of the register it is about."""
    kept = _taken(claim, by, Stage.RECEIVED)
    check(by, PrivacyPermission.CLAIMS, person.place_path)
    kept.person, kept.proof, kept.proof_note = person, proof, note
    kept.identified_at, kept.identified_by = at, by
    kept.stage = Stage.IDENTIFIED
    kept.save()
    work.move(item=kept.work, assignee=by)
    work.concern(item=kept.work, resident=person)
    _record("privacy.identify", kept, by, at, proof=proof)
    return kept


@transaction.atomic
def note_copy(*, claim: Claim, sha256: str, rows: int, by: accounts.User, at: dt.datetime) -> None:
    """Everything on record was shown or given to who asked: what exactly, is kept by its digest."""
    kept = _identified(claim, by)
    _record("privacy.copy", kept, by, at, sha256=sha256, rows=rows)


@transaction.atomic
def erase(*, claim: Claim, by: accounts.User, at: dt.datetime) -> residents.Erased:
    """Delete what no law keeps (art 47): facts that only consent let us hold, or, of somebody who
    has left, the whole file when its time is over. Raises `NothingToDelete`."""
    kept = _identified(claim, by)
    person = kept.about
    if kept.kind != ClaimKind.DELETE or person is None:
        raise InvalidMove
    may_go = deletion.of_person(person, at=at).may_go
    reason = _("应本人要求")
    done = residents.erase_groups(person=person, groups=may_go, by=by, at=at, reason=reason)
    if not done:
        raise NothingToDelete
    _record("privacy.erase_claimed", kept, by, at, **done.told)
    return done


@transaction.atomic
def limit(*, claim: Claim, purpose: Purpose, by: accounts.User, at: dt.datetime) -> Restriction:
    """Use the data no longer for a purpose (art 44). Raises `NotLimited`."""
    kept = _identified(claim, by)
    person = kept.about
    if kept.kind != ClaimKind.LIMIT or person is None:
        raise InvalidMove
    return consents.limit(person=person, purpose=purpose, reason=kept.words, by=by, at=at)


@transaction.atomic
def answer(*, claim: Claim, text: str, by: accounts.User, at: dt.datetime) -> Claim:
    """It is done; the person is told what. Raises `NeedsAnswer`, `NotIdentified`."""
    kept = _identified(claim, by)
    return _finish(kept, Stage.DONE, text, by, at)


@transaction.atomic
def refuse(
    *, claim: Claim, refusal: Refusal, text: str, by: accounts.User, at: dt.datetime
) -> Claim:
    """It cannot be done: why, and where one can complain (art 50). Raises `NeedsAnswer`."""
    kept = _taken(claim, by, Stage.RECEIVED, Stage.IDENTIFIED)
    kept.refusal = refusal
    return _finish(kept, Stage.REFUSED, text, by, at)


@transaction.atomic
def drop(*, claim: Claim, by: accounts.User, at: dt.datetime) -> Claim:
    """Whoever asked does not want it any more."""
    kept = _taken(claim, by, Stage.RECEIVED, Stage.IDENTIFIED)
    return _finish(kept, Stage.DROPPED, _("申请人撤回了申请。"), by, at)


def _finish(claim: Claim, stage: Stage, text: str, by: accounts.User, at: dt.datetime) -> Claim:
    if not text.strip():
        raise NeedsAnswer
    claim.stage, claim.answer = stage, own_words(text.strip())
    claim.finished_at, claim.finished_by = at, by
    claim.save()
    phase = work.Phase.DONE if stage == Stage.DONE else work.Phase.DROPPED
    work.finish(item=claim.work, at=at, phase=phase)
    _record("privacy.finish_claim", claim, by, at, stage=stage, refusal=claim.refusal)
    return claim


def _taken(claim: Claim, by: accounts.User, *stages: Stage) -> Claim:
    """The claim, locked, in one of some stages, for who may handle it."""
    check(by, PrivacyPermission.CLAIMS, claim.place_path)
    kept = Claim.objects.select_for_update().select_related("work").get(pk=claim.pk)
    if kept.stage not in stages:
        raise InvalidMove
    return kept


def _identified(claim: Claim, by: accounts.User) -> Claim:
    kept = _taken(claim, by, Stage.RECEIVED, Stage.IDENTIFIED)
    if kept.stage != Stage.IDENTIFIED:
        raise NotIdentified
    return kept


def _record(
    deed: str, claim: Claim, by: accounts.User | None, at: dt.datetime, **changes: object
) -> None:
    audit.record(
        deed,
        by=by,
        at=at,
        subject=claim,
        subject_name=claim.number,
        changes={"claim": claim.kind, **changes},
    )


def page_of(claim: Claim) -> str:
    """Where it is handled."""
    return reverse("privacy:claim", args=[claim.pk])
