"""A department gives the table back: what it changed is shown, and accepted field by field."""

import datetime as dt
import hashlib
import io
import json
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.sheets import answers, inspecting, permissions
from linli.insight.sheets.models import Filling, Returned, ReturnedCell, Verdict
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.queries import returns, traces
from linli.insight.sheets.reading import reader
from linli.insight.sheets.writing.comparing import Difference, compare
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove
from linli.kernel.text import CONTROLS
from linli.registers.residents import public as residents
from linli.shared.imports import public as imports

TABLES = {"xlsx", "xls"}
MOST_CELLS = 20_000


class AnotherTable(DomainError):
    message = gettext_lazy("这不是这张表退回来的：里面没有一个人对得上。登记册没有变。")


class TooMuchChanged(DomainError):
    message = gettext_lazy("改动超过2万格，多半不是同一张表。登记册没有变。")


def take_back_in(
    *, filling: Filling, file_name: str, content: bytes, by: accounts.User, at: dt.datetime
) -> tuple[Returned, bool]:
    """Lay a returned file beside what was sent. Answers it, and whether it is new.

    The register does not change. Raises `UnreadableFile`, `AnotherTable`, `TooMuchChanged`.
    """
    permissions.check_open(by, filling)
    sha256 = hashlib.sha256(content).hexdigest()
    if (known := filling.returned.filter(file_sha256=sha256).first()) is not None:
        return known, False
    trace = traces.trace_of(filling)
    grids = _grids(content)
    by_key = {field["key"]: field for field in filling.fields}
    found: list[tuple[Any, Difference]] = []
    for number, grid in enumerate(grids):
        sheet = trace.sheet(grid.name)
        if sheet is not None and sheet.people:
            found.append((sheet, compare(sheet, by_key, grid, _places(grid, first=number == 0))))
    if not any(len(one.left) < len(sheet.people) for sheet, one in found):
        raise AnotherTable
    if sum(len(one.changed) for _sheet, one in found) > MOST_CELLS:
        raise TooMuchChanged
    return _keep(filling, file_name, sha256, found, by, at), True


def _grids(content: bytes) -> list[Any]:
    kind = imports.sniff(io.BytesIO(content)).code
    if kind not in TABLES:
        raise imports.UnreadableFile("not_a_table")
    try:
        return reader.read(content, kind)
    except reader.UnreadableLayout as error:
        raise imports.UnreadableFile(error.reason) from error


def _places(grid: Any, *, first: bool) -> dict[str, str]:
    """Where the fields stand now: a department may have put columns in between."""
    answer = answers.ask(inspecting.inspect_sheet(grid, first=first), inspecting.ASK_BELOW)
    held = residents.elements.held()
    return {one["key"]: one["place"] for one in fields.read(grid, answer, held)}


@transaction.atomic
def _keep(
    filling: Filling,
    file_name: str,
    sha256: str,
    found: list[tuple[Any, Difference]],
    by: accounts.User,
    at: dt.datetime,
) -> Returned:
    returned = Returned.objects.create(
        filling=filling,
        place_path=filling.place_path,
        file_name=CONTROLS.sub("", file_name).strip()[-200:] or f"{at:%Y%m%d%H%M}",
        file_sha256=sha256,
        added=json.dumps([name for _s, one in found for name in one.added], ensure_ascii=False),
        left=[sheet.people[row] for sheet, one in found for row in one.left],
        by=by,
        at=at,
    )
    # Somebody may have been erased since it was sent.
    people = {sheet.people[one.row] for sheet, diff in found for one in diff.changed}
    there = set(residents.Person.objects.filter(pk__in=people).values_list("pk", flat=True))
    cells = [
        ReturnedCell(
            returned=returned,
            person_id=sheet.people[one.row],
            key=one.key,
            ours=one.ours,
            theirs=one.theirs[:500],
        )
        for sheet, diff in found
        for one in diff.changed
        if sheet.people[one.row] in there
    ]
    ReturnedCell.objects.bulk_create(cells, batch_size=500, ignore_conflicts=True)
    _record("sheets.returned", returned, by=by, at=at, changes={"cells": len(cells)})
    return returned


@transaction.atomic
def accept(
    *, returned: Returned, cells: Collection[int], by: accounts.User, at: dt.datetime
) -> dict[int, str]:
    """Write what the department says into the register, with it as the source.

    Answers why some could not be: cell → sentence. The others are kept all the same.
    """
    permissions.check_fill(by, returned.place_path)
    elements = {field["key"]: field["element"] for field in returned.filling.fields}
    refused: dict[int, str] = {}
    done = 0
    for cell in _open(returned, cells):
        element = elements.get(cell.key, "")
        if not returns.may_accept(by, element, cell):
            refused[cell.pk] = _("这一格登记册里不能直接改，请到档案里看。")
            continue
        try:
            with transaction.atomic():
                _tell(cell, element, returned, by, at)
        except DomainError as error:
            refused[cell.pk] = str(error)
            continue
        done += _decide(cell, Verdict.ACCEPTED, by, at)
    if done:
        _record("sheets.accept", returned, by=by, at=at, changes={"cells": done})
    return refused


@transaction.atomic
def keep(*, returned: Returned, cells: Collection[int], by: accounts.User, at: dt.datetime) -> None:
    """Ours stay as they are."""
    permissions.check_fill(by, returned.place_path)
    done = sum(_decide(cell, Verdict.KEPT, by, at) for cell in _open(returned, cells))
    if not done:
        raise InvalidMove
    _record("sheets.keep_ours", returned, by=by, at=at, changes={"cells": done})


def _open(returned: Returned, cells: Collection[int]) -> list[ReturnedCell]:
    found = returns.cells_of(returned).filter(pk__in=cells, verdict=Verdict.OPEN)
    return list(found)


def _decide(cell: ReturnedCell, verdict: Verdict, by: accounts.User, at: dt.datetime) -> int:
    """Once: of two who decide at the same time, the first."""
    still = ReturnedCell.objects.filter(pk=cell.pk, verdict=Verdict.OPEN)
    if not still.update(verdict=verdict, by=by, at=at):
        raise InvalidMove
    return 1


def _tell(
    cell: ReturnedCell, element: str, returned: Returned, by: accounts.User, at: dt.datetime
) -> None:
    field = residents.catalogue.FIELDS[element]
    residents.tell(
        record=_record_of(cell.person, residents.catalogue.GROUP_OF[element].entity),
        told={element: residents.values.parse(field, cell.theirs)},
        source=residents.Source.DEPARTMENT,
        confirmed_on=local_date(returned.at),
        by=by,
        at=at,
        note=(_("退回的《%s》") % returned.filling)[:100],
    )


def _record_of(person: residents.Person, entity: Any) -> Any:
    if entity == residents.catalogue.Entity.PERSON:
        return person
    home = person.household
    if home is None:
        raise DomainError(_("这个人没有登记住在哪一户，请先在档案里登记。"))
    if entity == residents.catalogue.Entity.HOUSEHOLD:
        return home
    return residents.dwelling_at(home.dwelling)


def _record(
    action: str,
    returned: Returned,
    *,
    by: accounts.User,
    at: dt.datetime,
    changes: dict[str, int],
) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject=returned,
        subject_name=str(returned.filling),
        changes=changes,
    )
