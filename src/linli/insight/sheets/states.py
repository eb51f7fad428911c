"""The way of one filling from the blank to what was sent: states, steps and the one table. Pure."""

import dataclasses

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    READING = "reading", _("正在读表")
    FAILED = "failed", _("读不了")
    CONFIRMING = "confirming", _("待确认")
    FILLING = "filling", _("正在填")
    FILLED = "filled", _("已填好")
    SENT = "sent", _("已报送")


class Step(TextChoices):
    READ = "read", _("读好")
    REFUSE = "refuse", _("退回文件")
    CONFIRM = "confirm", _("改填法")
    FILL = "fill", _("填表")
    FILLED = "filled", _("填好")
    STOP = "stop", _("没有填成")
    SEND = "send", _("标为已报送")
    TAKE_BACK = "take_back", _("撤回报送标记")


@dataclasses.dataclass(frozen=True)
class Transition:
    sources: frozenset[State]
    target: State


def _row(sources: set[State], target: State) -> Transition:
    return Transition(frozenset(sources), target)


TRANSITIONS: dict[Step, Transition] = {
    Step.READ: _row({State.READING}, State.CONFIRMING),
    Step.REFUSE: _row({State.READING}, State.FAILED),
    # What is changed after filling is not in the file: it has to be filled anew.
    Step.CONFIRM: _row({State.CONFIRMING, State.FILLED}, State.CONFIRMING),
    Step.FILL: _row({State.CONFIRMING, State.FILLED}, State.FILLING),
    Step.FILLED: _row({State.FILLING}, State.FILLED),
    Step.STOP: _row({State.FILLING}, State.CONFIRMING),
    Step.SEND: _row({State.FILLED}, State.SENT),
    Step.TAKE_BACK: _row({State.SENT}, State.FILLED),
}

# A background job is at work on it.
BUSY = frozenset({State.READING, State.FILLING})
# There is a filled file.
DONE = frozenset({State.FILLED, State.SENT})
TAKE_BACK_HOURS = 24


def may(step: Step, state: str) -> bool:
    """Whether the step fits the state."""
    return state in TRANSITIONS[step].sources
