"""催办 and 督办: the resident presses, and the head does."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.services.cases import letters, permissions, queries
from linli.services.cases.actions import tell_colleagues as colleagues
from linli.services.cases.actions.moves import tell
from linli.services.cases.actions.supplement import raise_alerts
from linli.services.cases.models import Case
from linli.services.cases.states import WAITED_FOR, State
from linli.shared.work import public as work

KIND_OF_NOTICE = "cases.urged"
# From this time on, whoever oversees the work hears of it, too.
TELL_HEAD_FROM = 2


class NotWaitedFor(InvalidMove):
    message = gettext_lazy("这件诉求已经有了答复，不用再催。不满意的话，可以评价或要求重新办理。")


class TooSoon(DomainError):
    """Urged a short while ago; the message says from when on again."""


@transaction.atomic
def urge(*, case: Case, words: str, at: dt.datetime) -> None:
    """催一催: the resident asks for news, once in a while. Raises `NotWaitedFor`, `TooSoon`."""
    _lock(case)
    again_at = queries.may_urge_from(case, at=at)
    if again_at is None:
        raise NotWaitedFor
    if again_at > at:
        when = work.plain_times.from_when(again_at, at)
        raise TooSoon(_("已经提醒过办理的同志了。%(when)s还没有消息，可以再催。") % {"when": when})
    _write_down(case, words, by=None, at=at, unit_name="")


@transaction.atomic
def note_urge(*, case: Case, words: str, by: accounts.User, at: dt.datetime) -> None:
    """The same by telephone or at the counter, written down by a worker; as often as it happens."""
    permissions.check_hand_slip(by, case)
    _lock(case)
    _write_down(case, words, by=by, at=at, unit_name=None)


def _lock(case: Case) -> None:
    """Two taps at once are one after the other."""
    case.refresh_from_db(fields=["state", "urges"], from_queryset=Case.objects.select_for_update())
    if case.state not in WAITED_FOR:
        raise NotWaitedFor


def _write_down(
    case: Case, words: str, *, by: accounts.User | None, at: dt.datetime, unit_name: str | None
) -> None:
    Case.objects.filter(pk=case.pk).update(urges=F("urges") + 1)
    case.urges += 1
    words = words.strip()
    raise_alerts(case, words)
    said = f"：{words}" if words else ""
    tell(
        case,
        queries.URGED,
        by=by,
        at=at,
        text=_("居民催办（第%(n)d次）") % {"n": case.urges} + said,
        public_text=_("您催了一次，已提醒办理的同志") + said,
        unit_name=unit_name,
    )
    audit.record(
        "cases.urge",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"times": case.urges},
    )
    _pass_on(case, words, by=by, at=at)


def _pass_on(case: Case, words: str, *, by: accounts.User | None, at: dt.datetime) -> None:
    """To whoever has the work; from the second time on, or when it is late, also to their head."""
    page = queries.leading(case)
    item = page.work
    people = work.Audience([item], on=local_date(at))
    to = people.in_charge(item)
    if case.urges >= TELL_HEAD_FROM or (item.due_at is not None and item.due_at < at):
        to = [*to, *people.overseeing(item)]
    title = _("居民催办（第%(n)d次）") % {"n": case.urges}
    colleagues.hear(KIND_OF_NOTICE, case, to, title, by=by, at=at, words=words, page=page)


@transaction.atomic
def supervise(
    *, case: Case, note: str, due_on: dt.date, by: accounts.User, at: dt.datetime
) -> None:
    """督办: a result by a day. It stands on top of the case and of the lists of whoever has it,
    and counts as a limit of its own until the resident is answered. Another word replaces it."""
    permissions.check_supervise(by, case)
    _lock(case)
    if case.state == State.MERGED:
        raise InvalidMove(_("这件已经并案，请督办主单。"))
    made = work.supervise(item=case.work, note=note, due_on=due_on, by=by, at=at)
    tell(
        case,
        "supervised",
        by=by,
        at=at,
        text=_("督办，%(until)s前要有结果：%(note)s")
        % {"until": letters.day(made.clock.due_at, last=True), "note": made.note},
        public_text=_("社区负责人在盯着这件事，请%(unit)s抓紧办") % {"unit": case.owner.name},
    )
    audit.record(
        "cases.supervise",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        reason=made.note,
        changes={"until": f"{due_on:%Y-%m-%d}"},
    )


@transaction.atomic
def end_supervision(*, case: Case, by: accounts.User, at: dt.datetime) -> None:
    """The head presses no more."""
    permissions.check_supervise(by, case)
    if work.supervision_of(case.work) is None:
        raise InvalidMove(_("这件没有在督办，可能刚刚已经答复居民。"))
    work.end_supervision(item=case.work, at=at)
    tell(case, "supervision_ended", by=by, at=at, text=_("不再督办"))
    audit.record("cases.end_supervision", by=by, at=at, subject=case, subject_name=case.number)
