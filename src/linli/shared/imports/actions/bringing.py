"""Bringing the good rows in: batch by batch, so that nothing is lost and nothing comes twice."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError
from linli.shared.imports import permissions, queries
from linli.shared.imports.actions.judging import Judge, batches
from linli.shared.imports.actions.moves import Tell, fire, untold
from linli.shared.imports.models import BadRow, Batch, Run
from linli.shared.imports.reading.reader import Row
from linli.shared.imports.states import State, Step
from linli.shared.imports.targets import Bad, Change, Good


class NothingGood(DomainError):
    message = _("没有可以导入的新行。")


class Overtaken(Exception):
    """Another worker has done this batch, or the run was stopped."""


@transaction.atomic
def begin(*, run: Run, by: accounts.User | None, at: dt.datetime) -> None:
    """Let the good rows come in; also where an import was stopped. Raises `NothingGood`."""
    permissions.check_run(by, run)
    if not run.good and not run.changed:
        raise NothingGood
    fire(run, Step.RUN)
    audit.record(
        "imports.run",
        by=by,
        at=at,
        subject=run,
        subject_name=run.file_name,
        changes={
            "target": run.target,
            "good": run.good,
            "updates": run.changed,
            "bad": run.bad,
            "same": run.same,
        },
    )


def bring_in(*, run: Run, at: dt.datetime, tell: Tell = untold) -> None:
    """Commit the rows below `run.position`, each batch in one transaction with the position.

    May be killed at any moment and called again: it goes on below the last batch that is whole.
    """
    judge = Judge.of(run, at)
    known_bad = set(run.bad_rows.values_list("row", flat=True))
    for batch in batches(queries.rows(run, after=run.position)):
        try:
            _commit(run, judge, batch, known_bad, at)
        except Overtaken:
            return
        if not tell(run.done, run.total) and run.done < run.total:
            fire(run, Step.CANCEL, finished_at=at)
            return
    _finish(run, at)


@transaction.atomic
def _commit(
    run: Run, judge: Judge, batch: Sequence[Row], known_bad: set[int], at: dt.datetime
) -> None:
    last = batch[-1].number
    _take_turn(run, last)
    rows = [row for row in batch if row.number not in known_bad]
    verdicts = judge.judge(rows)
    values = [verdict.value for verdict in verdicts if isinstance(verdict, Good)]
    changes = [verdict.value for verdict in verdicts if isinstance(verdict, Change)]
    ids = judge.target.commit(values, judge.context) if values else []
    updates = judge.target.update(changes, judge.context) if changes else []
    if ids or updates:
        Batch.objects.create(run=run, last_row=last, ids=ids, updates=updates)
    # The check may be days old: what has gone wrong since is kept and shown, too.
    newly_bad = [
        judge.as_bad_row(row.number, verdict.problems)
        for row, verdict in zip(rows, verdicts, strict=True)
        if isinstance(verdict, Bad)
    ]
    BadRow.objects.bulk_create(newly_bad)
    run.position = last
    run.done += len(batch)
    run.created += len(values)
    run.updated += len(updates)
    run.bad += len(newly_bad)
    run.save(update_fields=["done", "created", "updated", "bad"])
    audit.record(
        "imports.batch",
        by=run.by,
        at=at,
        subject=run,
        subject_name=run.file_name,
        changes={
            "lines": [batch[0].number, last],
            "ids": [ids[0], ids[-1]] if ids else [],
            "updated": len(updates),
        },
    )


def _take_turn(run: Run, last: int) -> None:
    """Move the position; of two workers with the same batch only one finds the old one."""
    mine = Run.objects.filter(pk=run.pk, state=State.RUNNING, position=run.position)
    if not mine.update(position=last):
        raise Overtaken


def _finish(run: Run, at: dt.datetime) -> None:
    with transaction.atomic():
        same = run.total - run.created - run.updated - run.bad
        fire(
            run,
            Step.FINISH,
            finished_at=at,
            good=run.created,
            changed=run.updated,
            same=same,
        )
        audit.record(
            "imports.finish",
            by=run.by,
            at=at,
            subject=run,
            subject_name=run.file_name,
            changes={
                "created": run.created,
                "updated": run.updated,
                "same": run.same,
                "bad": run.bad,
            },
        )
