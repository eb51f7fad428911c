"""Reading and filling as one background job, and what sets it going.

Pages ask for a step here: the action and its job stand or fall in one transaction. A job that is
killed runs again; one that was given up is started anew by hand.
"""

import contextlib
import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.insight.sheets import permissions
from linli.insight.sheets.actions import (
    cleaning,
    confirming,
    filling_in,
    returning,
    self_telling,
    upload,
)
from linli.insight.sheets.actions import collecting as collecting_actions
from linli.insight.sheets.actions.moves import Tell
from linli.insight.sheets.models import Collecting, Filling, Returned
from linli.insight.sheets.states import State
from linli.kernel import clock
from linli.kernel.errors import DomainError


@jobs.job(retries=3, backoff=5)
def work_on(filling_id: int, progress_id: str) -> None:
    """Do what the filling's state asks for; nothing when that is done already."""
    filling = Filling.objects.select_related("by", "filled_by", "place", "form").get(pk=filling_id)

    def tell(done: int, total: int) -> bool:
        return jobs.progress.advance(progress_id, done=done, total=total, at=clock.now())

    do(filling, at=clock.now(), tell=tell)
    jobs.progress.finish(progress_id, at=clock.now())


def do(filling: Filling, *, at: dt.datetime, tell: Tell) -> None:
    """The long step of the filling's present state, at once and here."""
    if filling.state == State.READING:
        upload.read(filling=filling, at=at)
    elif filling.state == State.FILLING:
        filling_in.fill_in(filling=filling, at=at, tell=tell)


@jobs.job(retries=1)
def count_on(filling_id: int, user_id: int, progress_id: str) -> None:
    """Count who goes in where each file has to be opened, for the page that asks."""
    filling = Filling.objects.select_related("place").get(pk=filling_id)
    user = accounts.User.objects.filter(pk=user_id).first()

    def tell(done: int, total: int) -> bool:
        return jobs.progress.advance(progress_id, done=done, total=total, at=clock.now())

    if user is not None:
        confirming.count_people(filling=filling, by=user, at=clock.now(), tell=tell)
    jobs.progress.finish(progress_id, at=clock.now())


@jobs.job(retries=2)
def forget_old_files() -> None:
    """Once a day."""
    cleaning.forget_old_files(at=clock.now())


@jobs.job(retries=3, backoff=5)
def lay_beside(returned_id: int, progress_id: str) -> None:
    """Lay a returned table beside what was sent; nothing when that is done already."""
    found = Returned.objects.select_related("filling", "by").get(pk=returned_id)

    def tell(done: int, total: int) -> bool:
        return jobs.progress.advance(progress_id, done=done, total=total, at=clock.now())

    returning.lay_beside(returned=found, at=clock.now(), tell=tell)
    jobs.progress.finish(progress_id, at=clock.now())


def take_back_in(
    *, filling: Filling, by: accounts.User, at: dt.datetime, **given: Any
) -> tuple[Returned, bool]:
    """`returning.take_back_in`, then lay it beside what was sent."""
    with transaction.atomic():
        returned, new = returning.take_back_in(filling=filling, by=by, at=at, **given)
        if new:
            _enqueue_returned(returned, rows=filling.rows, at=at)
    return returned, new


def go_on_returned(*, returned: Returned, by: accounts.User, at: dt.datetime) -> None:
    """Work again on a returned table whose job was given up."""
    permissions.check_fill(by, returned.place_path)
    _enqueue_returned(returned, rows=returned.filling.rows, at=at)


def _enqueue_returned(returned: Returned, *, rows: int, at: dt.datetime) -> None:
    progress_id = jobs.progress.start(
        label=returned.file_name, owner_id=returned.by_id, at=at, total=rows
    )
    Returned.objects.filter(pk=returned.pk).update(progress=progress_id)
    lay_beside.enqueue(returned_id=returned.pk, progress_id=progress_id)


def start(*, by: accounts.User, at: dt.datetime, **given: Any) -> tuple[Filling, bool]:
    """`upload.start`, then read it."""
    with transaction.atomic():
        filling, new = upload.start(by=by, at=at, **given)
        if new:
            _enqueue(filling, at=at)
    return filling, new


def fill_in(*, filling: Filling, purpose: str, by: accounts.User, at: dt.datetime) -> None:
    """`filling_in.begin`, then fill it."""
    with transaction.atomic():
        filling_in.begin(filling=filling, purpose=purpose, by=by, at=at)
        _enqueue(filling, at=at)


def count_people(*, filling: Filling, by: accounts.User, at: dt.datetime) -> None:
    """`confirming.count_people`, in the background."""
    permissions.check_fill(by, filling.place_path)
    with transaction.atomic():
        # The bar is the filling's, whoever of those who work on it asks.
        progress_id = jobs.progress.start(label=str(filling), owner_id=filling.by_id, at=at)
        Filling.objects.filter(pk=filling.pk).update(progress=progress_id)
        count_on.enqueue(filling_id=filling.pk, user_id=by.pk, progress_id=progress_id)


def fill_again(*, filling: Filling, by: accounts.User, at: dt.datetime) -> None:
    """Fill it once more as it was chosen, with what the register knows by now."""
    fill_in(filling=filling, purpose=filling.purpose, by=by, at=at)


def answer(
    *, collecting: Collecting, by: accounts.User, at: dt.datetime, **told: Any
) -> dict[tuple[int, str], str]:
    """`collecting.answer`; when that was the last one, the form completes itself."""
    with transaction.atomic():
        errors = collecting_actions.answer(collecting=collecting, by=by, at=at, **told)
        _complete(collecting, at=at)
    return errors


def accept_own(
    *, collecting: Collecting, invitations: Collection[int], by: accounts.User, at: dt.datetime
) -> dict[int, str]:
    """`self_telling.accept`; when that was the last one, the form completes itself."""
    with transaction.atomic():
        errors = self_telling.accept(collecting=collecting, invitations=invitations, by=by, at=at)
        _complete(collecting, at=at)
    return errors


def decline_own(
    *, collecting: Collecting, invitations: Collection[int], by: accounts.User, at: dt.datetime
) -> None:
    """`self_telling.decline`."""
    self_telling.decline(collecting=collecting, invitations=invitations, by=by, at=at)


def end_collecting(*, collecting: Collecting, by: accounts.User, at: dt.datetime) -> None:
    """`collecting.close`, and the form takes over what came in."""
    with transaction.atomic():
        collecting_actions.close(collecting=collecting, by=by, at=at)
        _complete(collecting, at=at)


def _complete(collecting: Collecting, *, at: dt.datetime) -> None:
    """Filled anew with the rights of who filled it: who typed the answers may have fewer."""
    filling, filler = collecting.filling, collecting.filling.filled_by
    if collecting.finished_at is None or filling.state != State.FILLED or filler is None:
        return
    # What was told counts, even where the form cannot take it over by itself: its files may be gone
    # by now, or somebody has just sent it.
    with contextlib.suppress(DomainError), transaction.atomic():
        fill_again(filling=filling, by=filler, at=at)


def go_on(*, filling: Filling, by: accounts.User, at: dt.datetime) -> None:
    """Work again on a filling whose job was given up."""
    permissions.check_fill(by, filling.place_path)
    _enqueue(filling, at=at)


def stop(*, filling: Filling, by: accounts.User, at: dt.datetime) -> None:
    """Ask the job to stop; what was filled before stays."""
    permissions.check_fill(by, filling.place_path)
    if filling.progress is not None:
        jobs.progress.request_cancel(str(filling.progress), at=at)


def _enqueue(filling: Filling, *, at: dt.datetime) -> None:
    progress_id = jobs.progress.start(
        label=str(filling), owner_id=filling.by_id, at=at, total=filling.rows
    )
    Filling.objects.filter(pk=filling.pk).update(progress=progress_id)
    work_on.enqueue(filling_id=filling.pk, progress_id=progress_id)
