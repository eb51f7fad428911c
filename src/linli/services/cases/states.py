"""The life of a request: states, events and the one table of what may follow what. Pure."""

import dataclasses

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    RECEIVED = "received", _("已受理")
    SIGNED = "signed", _("已签收")
    CONTACTED = "contacted", _("已联系")
    HANDLED = "handled", _("已办理")
    REPORTED = "reported", _("已反馈")
    CALLED_BACK = "called_back", _("已回访")
    CLOSED = "closed", _("办结")
    PARKED = "parked", _("挂账")
    MERGED = "merged", _("并案")
    DECLINED = "declined", _("已告知其他途径")
    ENDED = "ended", _("终止办理")
    WITHDRAWN = "withdrawn", _("本人撤回")


class Event(TextChoices):
    SIGN = "sign", _("签收")
    CONTACT = "contact", _("联系上居民")
    HANDLE = "handle", _("办理完成")
    REPORT = "report", _("反馈居民")
    CALL_BACK = "call_back", _("回访")
    CLOSE = "close", _("办结")
    RETURN = "return", _("退回重办")
    REOPEN = "reopen", _("居民重开")
    TAKE_OVER = "take_over", _("接手")
    PARK = "park", _("挂账")
    UNPARK = "unpark", _("恢复办理")
    MERGE = "merge", _("并入")
    SEPARATE = "separate", _("拆出")
    ANSWER_WITH_PARENT = "answer_with_parent", _("随主单反馈")
    DECLINE = "decline", _("不予派单并告知")
    END = "end", _("终止办理")
    WITHDRAW = "withdraw", _("撤回")


class Actor(TextChoices):
    """Who is asked for each event: the first question that a reader of the table has."""

    HANDLER = "handler", _("承办单位")
    SUPERVISOR = "supervisor", _("社区负责人或街道")
    RESIDENT = "resident", _("居民")
    SYSTEM = "system", _("系统")


@dataclasses.dataclass(frozen=True)
class Transition:
    event: Event
    sources: frozenset[State]
    target: State
    actors: tuple[Actor, ...]


def _row(event: Event, sources: set[State], target: State, *actors: Actor) -> Transition:
    return Transition(event, frozenset(sources), target, actors)


IN_HAND = {State.RECEIVED, State.SIGNED, State.CONTACTED}
# The resident still waits for the answer.
UNANSWERED = frozenset(IN_HAND | {State.HANDLED, State.PARKED})

TRANSITIONS: dict[Event, Transition] = {
    row.event: row
    for row in (
        _row(Event.SIGN, {State.RECEIVED}, State.SIGNED, Actor.HANDLER),
        _row(Event.CONTACT, {State.SIGNED}, State.CONTACTED, Actor.HANDLER),
        _row(Event.HANDLE, {State.SIGNED, State.CONTACTED}, State.HANDLED, Actor.HANDLER),
        _row(Event.REPORT, {State.HANDLED}, State.REPORTED, Actor.HANDLER),
        _row(
            Event.CALL_BACK,
            {State.REPORTED},
            State.CALLED_BACK,
            Actor.RESIDENT,
            Actor.SUPERVISOR,
        ),
        _row(
            Event.CLOSE,
            {State.CALLED_BACK, State.REPORTED},
            State.CLOSED,
            Actor.SUPERVISOR,
            Actor.SYSTEM,
        ),
        _row(
            Event.RETURN,
            {State.HANDLED, State.REPORTED, State.CALLED_BACK},
            State.SIGNED,
            Actor.SUPERVISOR,
        ),
        _row(
            Event.REOPEN,
            {State.REPORTED, State.CALLED_BACK, State.CLOSED},
            State.SIGNED,
            Actor.RESIDENT,
        ),
        _row(Event.TAKE_OVER, IN_HAND, State.SIGNED, Actor.HANDLER),
        _row(Event.PARK, {State.SIGNED, State.CONTACTED}, State.PARKED, Actor.SUPERVISOR),
        _row(Event.UNPARK, {State.PARKED}, State.SIGNED, Actor.HANDLER, Actor.SYSTEM),
        _row(Event.MERGE, IN_HAND, State.MERGED, Actor.HANDLER),
        _row(Event.SEPARATE, {State.MERGED}, State.RECEIVED, Actor.HANDLER),
        _row(Event.ANSWER_WITH_PARENT, {State.MERGED}, State.REPORTED, Actor.SYSTEM),
        _row(Event.DECLINE, {State.RECEIVED}, State.DECLINED, Actor.SUPERVISOR),
        _row(Event.END, IN_HAND | {State.PARKED}, State.ENDED, Actor.SUPERVISOR),
        _row(
            Event.WITHDRAW,
            IN_HAND | {State.PARKED, State.MERGED},
            State.WITHDRAWN,
            Actor.RESIDENT,
        ),
    )
}

# The resident waits for a result: it makes sense to press for one.
WAITED_FOR = frozenset(IN_HAND | {State.HANDLED, State.PARKED, State.MERGED})
# Nothing more is expected from a worker.
FINISHED = frozenset({State.CLOSED, State.DECLINED, State.ENDED, State.WITHDRAWN})


def may(event: Event, state: str) -> bool:
    """Whether the event fits the state."""
    return state in TRANSITIONS[event].sources
