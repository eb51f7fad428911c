"""Runs at any step of their way, made through the actions that the product uses."""

from collections.abc import Sequence
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.places import public as places
from linli.foundation.places.tests.factories import MORNING, Town, make_town
from linli.shared.imports.actions import bringing, mapping, upload
from linli.shared.imports.actions.moves import Tell, untold
from linli.shared.imports.models import Run
from linli.shared.imports.targets import TARGETS
from linli.shared.imports.tasks import do
from linli.shared.imports.tests import files

HEAD = ["楼栋", "单元", "房号", "网格"]
GOOD = ["5号楼", "1单元", "101", "第一网格"]
BAD = ["5号楼", "1单元", "102", "第九网格"]

__all__ = ["BAD", "GOOD", "HEAD", "MORNING", "Town", "make_town", "make_user"]


def place_keeper(place: places.Place) -> accounts.User:
    """Somebody who may bring in places here."""
    return make_user(place, [places.MANAGE])


def many_rows(count: int) -> list[list[str]]:
    return [["9号楼", f"{n // 100 + 1}单元", f"{n:05d}", ""] for n in range(count)]


def uploaded(
    place: places.Place,
    rows: Sequence[Sequence[Any]],
    *,
    by: accounts.User | None = None,
    content: bytes | None = None,
    file_name: str = "住房.xlsx",
) -> Run:
    """A file that has been read: its columns are to be confirmed."""
    run = upload.start(
        target=TARGETS["places"],
        place=place,
        file_name=file_name,
        content=content or files.workbook(rows),
        by=by,
        at=MORNING,
    )
    work_on(run)
    return run


def checked(place: places.Place, rows: Sequence[Sequence[Any]], **more: Any) -> Run:
    """A file whose rows have all been judged."""
    run = uploaded(place, rows, **more)
    mapping.choose_columns(
        run=run,
        sheet=run.sheet,
        header=run.header,
        columns=run.columns,
        options={},
        by=run.by,
        at=MORNING,
    )
    work_on(run)
    return run


def brought_in(place: places.Place, rows: Sequence[Sequence[Any]], **more: Any) -> Run:
    """A finished import."""
    run = checked(place, rows, **more)
    bringing.begin(run=run, by=run.by, at=MORNING)
    work_on(run)
    return run


def work_on(run: Run, tell: Tell = untold) -> None:
    """The background job's work, here and now."""
    do(run, at=MORNING, tell=tell)
