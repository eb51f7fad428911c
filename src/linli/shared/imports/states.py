"""The way of a file from upload to undo: states, steps and the one table. Pure."""

import dataclasses

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    READING = "reading", _("正在读取")
    MAPPING = "mapping", _("待对应列")
    CHECKING = "checking", _("正在检查")
    CHECKED = "checked", _("待确认")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已导入")
    CANCELLED = "cancelled", _("已停止")
    FAILED = "failed", _("读不了")
    UNDOING = "undoing", _("正在撤销")
    UNDONE = "undone", _("已撤销")


class Step(TextChoices):
    READ = "read", _("读取")
    REFUSE = "refuse", _("退回文件")
    CHECK = "check", _("检查")
    CHECKED = "checked", _("检查完")
    RUN = "run", _("导入")
    FINISH = "finish", _("导入完")
    CANCEL = "cancel", _("停止")
    UNDO = "undo", _("撤销")
    UNDONE = "undone", _("撤销完")


@dataclasses.dataclass(frozen=True)
class Transition:
    sources: frozenset[State]
    target: State


def _row(sources: set[State], target: State) -> Transition:
    return Transition(frozenset(sources), target)


TRANSITIONS: dict[Step, Transition] = {
    Step.READ: _row({State.READING}, State.MAPPING),
    Step.REFUSE: _row({State.READING}, State.FAILED),
    # Columns may be matched anew until the first row is in.
    Step.CHECK: _row({State.MAPPING, State.CHECKED}, State.CHECKING),
    Step.CHECKED: _row({State.CHECKING}, State.CHECKED),
    # A run that was stopped goes on where it stood.
    Step.RUN: _row({State.CHECKED, State.CANCELLED}, State.RUNNING),
    Step.FINISH: _row({State.RUNNING}, State.DONE),
    Step.CANCEL: _row({State.RUNNING}, State.CANCELLED),
    Step.UNDO: _row({State.DONE, State.CANCELLED}, State.UNDOING),
    Step.UNDONE: _row({State.UNDOING}, State.UNDONE),
}

UNDO_DAYS = 7

# A background job is at work on it.
BUSY = frozenset({State.READING, State.CHECKING, State.RUNNING, State.UNDOING})
# Its rows were checked, so there may be bad ones to send back.
JUDGED = frozenset(
    {State.CHECKED, State.RUNNING, State.DONE, State.CANCELLED, State.UNDOING, State.UNDONE}
)


def may(step: Step, state: str) -> bool:
    """Whether the step fits the state."""
    return state in TRANSITIONS[step].sources
