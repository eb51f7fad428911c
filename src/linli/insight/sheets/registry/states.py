"""How a table stands: states, steps and the one table. Pure."""

import dataclasses
import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """EXPIRED is never stored: a registered table is it from the day after its last."""

    UNREGISTERED = "unregistered", _("未准入")
    REGISTERED = "registered", _("已准入")
    EXPIRED = "expired", _("准入已过期")
    REFUSED = "refused", _("已退回")
    MERGED = "merged", _("已建议合并")


STORED = frozenset(State) - {State.EXPIRED}


class Step(TextChoices):
    REGISTER = "register", _("准入")
    RENEW = "renew", _("续期")
    WITHDRAW = "withdraw", _("取消准入")
    REFUSE = "refuse", _("退回")
    MERGE = "merge", _("建议合并")


@dataclasses.dataclass(frozen=True)
class Transition:
    sources: frozenset[State]
    target: State


def _row(sources: set[State], target: State) -> Transition:
    return Transition(frozenset(sources), target)


TRANSITIONS: dict[Step, Transition] = {
    # What was sent back may be asked for rightly the next time.
    Step.REGISTER: _row({State.UNREGISTERED, State.REFUSED, State.MERGED}, State.REGISTERED),
    Step.RENEW: _row({State.EXPIRED, State.REGISTERED}, State.REGISTERED),
    Step.WITHDRAW: _row({State.REGISTERED, State.EXPIRED}, State.UNREGISTERED),
    # A table that is rightly asked for has to be filled.
    Step.REFUSE: _row({State.UNREGISTERED, State.EXPIRED}, State.REFUSED),
    Step.MERGE: _row({State.UNREGISTERED, State.EXPIRED, State.REGISTERED}, State.MERGED),
}

# Nobody has to fill these.
NOT_OBLIGED = frozenset({State.UNREGISTERED, State.EXPIRED, State.REFUSED, State.MERGED})


def state_on(stored: str, expires_on: dt.date | None, on: dt.date) -> State:
    """How a table stands on a day."""
    if stored == State.REGISTERED and expires_on is not None and expires_on < on:
        return State.EXPIRED
    return State(stored)


def may(step: Step, state: State) -> bool:
    """Whether the step fits the state."""
    return state in TRANSITIONS[step].sources
