"""The way of a table: whole, and expired only by the calendar."""

import datetime as dt

from linli.insight.sheets.registry.states import (
    NOT_OBLIGED,
    STORED,
    TRANSITIONS,
    State,
    Step,
    may,
    state_on,
)

DAY = dt.date(2026, 3, 11)


def test_every_step_has_a_row_and_leads_to_what_is_stored() -> None:
    assert set(TRANSITIONS) == set(Step)
    assert {row.target for row in TRANSITIONS.values()} <= STORED
    assert all(any(may(step, state) for step in Step) for state in State)


def test_a_table_that_is_rightly_asked_for_is_not_refused() -> None:
    assert not may(Step.REFUSE, State.REGISTERED)
    assert may(Step.REFUSE, State.EXPIRED)
    assert set(State) - NOT_OBLIGED == {State.REGISTERED}


def test_the_last_day_still_counts() -> None:
    assert state_on("registered", DAY, DAY) == State.REGISTERED
    assert state_on("registered", DAY - dt.timedelta(days=1), DAY) == State.EXPIRED
    assert state_on("registered", None, DAY) == State.REGISTERED
    assert state_on("refused", DAY - dt.timedelta(days=1), DAY) == State.REFUSED
