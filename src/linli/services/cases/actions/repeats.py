"""One matter, many messages: repeats by one person, merging those of many."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.services.cases import permissions
from linli.services.cases.actions.moves import fire, tell
from linli.services.cases.choices import NonDispatch
from linli.services.cases.models import Case
from linli.services.cases.states import UNANSWERED, Event
from linli.shared.work import public as work


@transaction.atomic
def merge(*, parent: Case, children: Sequence[Case], by: accounts.User, at: dt.datetime) -> None:
    """Many people, one matter (济南市条例 art 26): the children follow the parent, whose answer
    reaches all. Merging is a person's decision."""
    permissions.check_handle(by, parent)
    # Locked: an answer that goes out meanwhile would not reach who joins now.
    parent.refresh_from_db(fields=["state"], from_queryset=Case.objects.select_for_update())
    if parent.state not in UNANSWERED:
        raise DomainError(_("主单要选还没有答复、自己没有并入别处的诉求。"))
    for child in children:
        permissions.check_handle(by, child)
        if child.pk == parent.pk or child.children.exists():
            raise DomainError(_("%(n)s自己带着并案，不能再并入。") % {"n": child.number})
        fire(child, Event.MERGE, at=at, parent_id=parent.pk)
        for kind in (work.ClockKind.SIGN, work.ClockKind.CONTACT):
            work.clocks.stop(item=child.work, kind=kind, at=at)
        work.end_supervision(item=child.work, at=at)
        work.wait(item=child.work)
        tell(
            child,
            "merged",
            by=by,
            at=at,
            text=_("并入%(parent)s") % {"parent": parent.number},
            public_text=_("不止您一位反映这件事，已合在一起办理，结果会一并答复您"),
        )
        audit.record(
            "cases.merge",
            by=by,
            at=at,
            subject=child,
            subject_name=child.number,
            changes={"parent": parent.number},
        )
    tell(
        parent,
        "has_children",
        by=by,
        at=at,
        text=_("并入%(count)d件：%(numbers)s")
        % {"count": len(children), "numbers": "、".join(child.number for child in children)},
    )


@transaction.atomic
def separate(*, child: Case, by: accounts.User, at: dt.datetime) -> None:
    """Undo a merge: the case goes its own way again, with its own clocks."""
    permissions.check_handle(by, child)
    go_alone(child, by=by, at=at)


def go_alone(child: Case, *, by: accounts.User | None, at: dt.datetime) -> None:
    """Take a child from its parent, inside an action that has checked the right to."""
    fire(child, Event.SEPARATE, at=at, parent_id=None)
    work.wake(item=child.work)
    kinds = [work.ClockKind.SIGN]
    if child.requester_phone and child.contacted_at is None:
        kinds.append(work.ClockKind.CONTACT)
    work.clocks.start_many(item=child.work, kinds=kinds, topic=child.nature, at=at)
    tell(
        child,
        "separated",
        by=by,
        at=at,
        text=_("从并案中拆出，单独办理"),
        public_text=_("您的诉求已单独办理"),
    )
    audit.record("cases.separate", by=by, at=at, subject=child, subject_name=child.number)


@transaction.atomic
def answer_repeat(*, case: Case, earlier: Case, by: accounts.User, at: dt.datetime) -> None:
    """Same person, same matter, no new fact (北京市条例 art 11(3)): told the progress or result."""
    permissions.check_handle(by, case)
    # The earlier answer goes to whoever asks now: it must be the same person's number.
    same_person = bool(case.phone_index) and case.phone_index == earlier.phone_index
    if earlier.pk == case.pk or not same_person or not permissions.can_handle(by, earlier):
        raise DomainError(_("请选这位居民之前反映的那一件。"))
    words = _("您在%(on)s反映过同一件事（编号%(number)s），目前：%(state)s。") % {
        "on": f"{clock.local_date(earlier.received_at)}",
        "number": earlier.number,
        "state": earlier.get_state_display(),
    }
    if earlier.reply:
        words += _("当时的答复：%(reply)s") % {"reply": earlier.reply}
    fire(
        case,
        Event.DECLINE,
        at=at,
        non_dispatch=NonDispatch.REPEAT,
        repeats_id=earlier.pk,
        reply=words,
    )
    work.finish(item=case.work, at=at)
    tell(
        case,
        "repeat",
        by=by,
        at=at,
        text=_("与%(number)s重复，没有新情况") % {"number": earlier.number},
        public_text=words,
    )
    audit.record(
        "cases.repeat",
        by=by,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"earlier": earlier.number},
    )
