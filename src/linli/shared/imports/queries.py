"""Reads of runs and of what their files hold."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.foundation.places import public as places
from linli.kernel.errors import NotFound
from linli.shared.imports import columns, permissions, vault
from linli.shared.imports.models import BadRow, Mapping, Run
from linli.shared.imports.reading.reader import Row, rows_of
from linli.shared.imports.states import BUSY, JUDGED, UNDO_DAYS, State, Step, may
from linli.shared.imports.targets import TARGETS, Target

HEADER_ROWS = 60
SHOWN_BAD_ROWS = 200


def visible_to(user: accounts.User) -> QuerySet[Run]:
    """Runs of this person's places, newest first."""
    return Run.objects.filter(permissions.visible(user)).select_related("by", "place")


def get_visible(user: accounts.User, pk: int) -> Run:
    """One run for this person; `NotFound` for a foreign one."""
    run = visible_to(user).filter(pk=pk).first()
    if run is None:
        raise NotFound
    return run


def places_for(user: accounts.User, target: Target) -> QuerySet[places.Place]:
    """Where the person may bring this kind of rows in: communities; for what holds everywhere,
    the highest places of the person."""
    scope = accounts.scope(user, target.permission, "path")
    if target.site_wide:
        return places.choices(scope).filter(path__in=accounts.paths(user, target.permission))
    return places.Place.objects.filter(scope, closed_on=None, kind__in=target.place_kinds)


def target_of(run: Run) -> Target:
    """Where its rows go. Raises KeyError when the app that registered it is gone."""
    return TARGETS[run.target]


def sheet_of(run: Run, number: int | None = None) -> dict[str, Any]:
    """What the reader found of a sheet (the chosen one unless told)."""
    wanted = run.sheet if number is None else number
    found: dict[str, Any] | None = next(
        (sheet for sheet in run.sheets if sheet["number"] == wanted), None
    )
    if found is None:
        raise NotFound
    return found


def rows(run: Run, *, after: int) -> Iterator[Row]:
    """Rows of the chosen sheet below a row number."""
    return rows_of(vault.read(run, vault.ROWS), run.sheet, after=after)


def top_rows(run: Run, sheet: int, count: int = HEADER_ROWS) -> list[Row]:
    """The first rows of a sheet, in which the header is."""
    return list(islice(rows_of(vault.read(run, vault.ROWS), sheet), count))


@dataclasses.dataclass(frozen=True)
class Layout:
    """How a sheet is read: header row, the columns' names, field → column, first rows of data."""

    sheet: dict[str, Any]
    header: int
    names: list[str]
    mapping: dict[str, int]
    samples: list[Row]
    remembered: bool

    def sample(self, column: int) -> list[str]:
        """What stands in a column of the first rows, short, without empty cells."""
        cells = (row.cells[column] for row in self.samples if column < len(row.cells))
        return [
            str(c[0] if isinstance(c, list) else c).strip()[:60] for c in cells if c is not None
        ]


def layout(run: Run, *, sheet: int | None = None, header: int | None = None) -> Layout:
    """The sheet with the given header row, or with the one that looks like it.

    Columns follow the mapping that was used last time for the same header, then the fields' names.
    """
    about = sheet_of(run, sheet)
    fields = target_of(run).fields
    top = top_rows(run, about["number"])
    row = header or columns.find_header(top, about["merges"], fields)
    names = columns.labels(top, row, about["merges"])
    known = Mapping.objects.filter(target=run.target, signature=columns.signature(names)).first()
    mapping = columns.guess(names, fields, known.columns if known else None)
    samples = [item for item in top if item.number > row][:3]
    return Layout(about, row, names, mapping, samples, remembered=known is not None)


def likely_sheet(run: Run) -> Layout:
    """The sheet whose header fits the most fields: the one that a worker means."""
    layouts = [layout(run, sheet=sheet["number"]) for sheet in run.sheets if sheet["rows"]]
    return max(layouts, key=lambda found: (len(found.mapping), found.sheet["rows"]))


def bad_rows(run: Run) -> QuerySet[BadRow]:
    """Rows to mend, in order; none before the check is done."""
    return run.bad_rows.all() if run.state in JUDGED else run.bad_rows.none()


def progress(run: Run) -> jobs.Progress | None:
    """The progress bar of the present job, None when there is none or it is too old."""
    if run.progress is None:
        return None
    return jobs.progress.get(run.progress, owner_id=run.by_id)


def is_stalled(run: Run) -> bool:
    """Whether its job was given up: somebody may start it again, where it stood."""
    bar = progress(run)
    return run.state in BUSY and (bar is None or bar.state == jobs.ProgressState.FAILED)


def may_undo(run: Run, *, at: dt.datetime) -> bool:
    """Whether the whole import can still be taken back."""
    limit = dt.timedelta(days=UNDO_DAYS)
    in_time = run.finished_at is not None and at <= run.finished_at + limit
    return may(Step.UNDO, run.state) and bool(run.created or run.updated) and in_time


def interrupted(*, target: str, content: bytes, place: places.Place) -> Run | None:
    """An earlier run that was killed while it brought in the same file."""
    digest = hashlib.sha256(content).hexdigest()
    return (
        Run.objects.filter(target=target, file_sha256=digest, place=place, state=State.RUNNING)
        .order_by("-id")
        .first()
    )


def results_url(run: Run) -> str:
    """Where one looks at what a finished run brought in; "" when nothing came in."""
    if run.state != State.DONE or not run.created:
        return ""
    edges = [batch.ids for batch in run.batches.filter(undone=False) if batch.ids]
    ids = [ids[end] for ids in edges for end in (0, -1)]
    return target_of(run).results_url(ids) if ids else ""
