import datetime as dt

import pytest

from linli.foundation.jobs import progress
from linli.foundation.jobs.models import Progress, ProgressState
from linli.kernel import clock

pytestmark = pytest.mark.django_db
START = clock.local(2026, 3, 2, 9)
LATER = START + dt.timedelta(minutes=1)


@pytest.fixture
def bar() -> str:
    return progress.start(label="导入住户", owner_id=7, total=200, at=START)


def row() -> Progress:
    return Progress.objects.get()


def test_it_says_how_far_the_job_is(bar: str) -> None:
    assert progress.advance(bar, done=50, message="读到第50行", at=LATER)
    shown = row()
    assert (shown.percent, shown.message, shown.updated_at) == (25, "读到第50行", LATER)
    assert shown.is_running


def test_the_total_may_become_known_on_the_way() -> None:
    bar = progress.start(label="导入", owner_id=7, at=START)
    assert row().percent == 0
    progress.advance(bar, done=10, total=1000, at=LATER)
    assert row().percent == 1


def test_it_ends_once(bar: str) -> None:
    progress.finish(bar, at=LATER, message="共200户")
    progress.fail(bar, at=LATER, message="too late")
    assert not progress.advance(bar, done=1, at=LATER)
    assert (row().state, row().message, row().done) == (ProgressState.DONE, "共200户", 0)


def test_the_job_learns_that_it_should_stop(bar: str) -> None:
    assert progress.request_cancel(bar, at=LATER)
    assert not progress.request_cancel(bar, at=LATER)
    assert row().is_running
    assert not progress.advance(bar, done=60, at=LATER)
    assert row().done == 60
    progress.cancelled(bar, at=LATER, message="已导入60户")
    assert (row().state, row().message) == (ProgressState.CANCELLED, "已导入60户")


def test_what_has_ended_cannot_be_cancelled(bar: str) -> None:
    progress.finish(bar, at=LATER)
    assert not progress.request_cancel(bar, at=LATER)


def test_only_its_owner_sees_it(bar: str) -> None:
    assert progress.get(bar, owner_id=7) == row()
    assert progress.get(bar, owner_id=8) is None
    assert progress.get(bar, owner_id=None) is None


def test_a_long_message_is_cut(bar: str) -> None:
    progress.fail(bar, at=LATER, message="错" * 1000)
    assert len(row().message) == 300
