"""Checking all rows before one of them is brought in."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.shared.imports import cells, queries
from linli.shared.imports.actions.moves import Tell, fire, untold
from linli.shared.imports.models import BadRow, Run
from linli.shared.imports.reading.reader import Row
from linli.shared.imports.states import Step
from linli.shared.imports.targets import (
    Bad,
    Change,
    Field,
    Good,
    Kind,
    Order,
    Problem,
    Record,
    Same,
    Target,
    Verdict,
)

BATCH = 1000
# Of each column so many different texts are read once; most columns hold few, said often.
MOST_READ = 1000

READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: cells.text,
    Kind.LINE: cells.line,
    Kind.IDENTIFIER: cells.identifier,
    Kind.MOMENT: cells.moment,
    Kind.DAY: cells.day,
    Kind.YES_NO: cells.yes_or_no,
}


@dataclasses.dataclass
class Judge:
    """Reads the cells of a run's rows and asks the target about them."""

    run: Run
    target: Target
    context: Any
    # The fields that have a column, with it, with what reads their cells, and what it read.
    columns: list[tuple[Field, int, Callable[[Any], Any], dict[str, Any]]]
    labels: dict[str, str]

    @classmethod
    def of(cls, run: Run, at: dt.datetime) -> "Judge":
        target = queries.target_of(run)
        order = Order(run.pk, run.place, run.options, run.by, at)
        columns: list[Any] = [
            (field, run.columns[field.name], READERS[field.kind], {})
            for field in target.fields
            if field.name in run.columns
        ]
        labels = {field.name: str(field.label) for field in target.fields}
        return cls(run, target, target.prepare(order), columns, labels)

    def judge(self, rows: Sequence[Row]) -> list[Verdict]:
        """A verdict for each row. A row that is here already is not found fault with."""
        read = [self._read(row) for row in rows]
        verdicts = self.target.check([record for record, _ in read], self.context)
        return [
            verdict if not problems or isinstance(verdict, Same) else _worse(verdict, problems)
            for verdict, (_, problems) in zip(verdicts, read, strict=True)
        ]

    def _read(self, row: Row) -> tuple[Record, list[Problem]]:
        values: dict[str, Any] = {}
        problems = []
        cells_of_row, width = row.cells, len(row.cells)
        for field, column, read, known in self.columns:
            cell = cells_of_row[column] if column < width else None
            if type(cell) is str and cell in known:
                values[field.name] = known[cell]
                continue
            try:
                value = read(cell)
                check_value(field, value)
            except cells.CellProblem as error:
                problems.append(Problem(field.name, str(error)))
                continue
            values[field.name] = value
            if type(cell) is str and len(known) < MOST_READ:
                known[cell] = value
        return Record(row.number, values), problems

    def as_bad_row(self, row: int, problems: Iterable[Problem]) -> BadRow:
        """The problems with their cells' addresses, as they are kept and shown."""
        labels = self.labels
        told = [
            [
                cells.address(self.run.columns[p.field], row)
                if p.field in self.run.columns
                else "",
                f"{labels[p.field]}：{p.words}" if p.field else p.words,
            ]
            for p in problems
        ]
        return BadRow(run=self.run, row=row, problems=told)


def check_value(field: Field, value: Any) -> None:
    """Raises `CellProblem` when a cell's value is missing or too long."""
    if field.required and value in (None, ""):
        raise cells.CellProblem(_("没有填"))
    if isinstance(value, str) and len(value) > field.longest:
        raise cells.CellProblem(
            _("太长（%(length)d字），最多%(longest)d字")
            % {"length": len(value), "longest": field.longest}
        )


def _worse(verdict: Verdict, problems: list[Problem]) -> Bad:
    more = verdict.problems if isinstance(verdict, Bad) else ()
    told = {problem.field for problem in problems}
    return Bad((*problems, *(problem for problem in more if problem.field not in told)))


def batches(rows: Iterator[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """The rows, some hundreds at a time."""
    while batch := list(islice(rows, size)):
        yield batch


def check_rows(*, run: Run, at: dt.datetime, tell: Tell = untold) -> None:
    """Judge every row and keep what is wrong; starts from the top each time it is called."""
    run.bad_rows.all().delete()
    judge = Judge.of(run, at)
    likely = max(queries.sheet_of(run)["rows"] - 1, 0)
    total = good = same = changed = 0
    for batch in batches(queries.rows(run, after=run.header)):
        bad = []
        for row, verdict in zip(batch, judge.judge(batch), strict=True):
            good += isinstance(verdict, Good)
            same += isinstance(verdict, Same)
            changed += isinstance(verdict, Change)
            if isinstance(verdict, Bad):
                bad.append(judge.as_bad_row(row.number, verdict.problems))
        BadRow.objects.bulk_create(bad)
        total += len(batch)
        tell(total, max(likely, total))
    with transaction.atomic():
        fire(
            run,
            Step.CHECKED,
            total=total,
            good=good,
            same=same,
            changed=changed,
            bad=total - good - same - changed,
            position=run.header,
        )
