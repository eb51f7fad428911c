"""A department gives the table back: what it changed is shown, and accepted field by field."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.insight.sheets import answers, inspecting, permissions, vault
from linli.insight.sheets.actions.moves import Tell, untold
from linli.insight.sheets.actions.upload import kind_of
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.models import Filling, Reading, Returned, ReturnedCell, Verdict
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.proposing.reading import RECORD, ROSTER
from linli.insight.sheets.queries import returns, traces
from linli.insight.sheets.reading import reader
from linli.insight.sheets.writing.comparing import Difference, compare
from linli.insight.sheets.writing.comparing_forms import compare_form
from linli.insight.sheets.writing.trace import SheetTrace, Trace
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, InvalidMove, NotFound
from linli.kernel.text import CONTROLS
from linli.registers.residents import public as residents
from linli.shared.imports import public as imports

MOST_CELLS = 20_000


class AnotherTable(DomainError):
    message = gettext_lazy("这不是这张表退回来的：里面没有一个人对得上。登记册没有变。")


class NoList(DomainError):
    message = gettext_lazy(
        "名册和单独一个人的表能自动对照。一人一份的一批表、统计表，请照部门改的到档案里改。登记册没有变。"
    )


class TooMuchChanged(DomainError):
    message = gettext_lazy("改动超过2万格，多半不是同一张表。登记册没有变。")


@transaction.atomic
def take_back_in(
    *, filling: Filling, file_name: str, content: bytes, by: accounts.User, at: dt.datetime
) -> tuple[Returned, bool]:
    """Keep a returned file until it is laid beside what was sent. Answers it, and whether it is
    new. Raises `UnreadableFile`, `NoList`."""
    permissions.check_open(by, filling)
    if _is_many(traces.trace_of(filling)):
        raise NoList
    _kind_of(content)
    sha256 = hashlib.sha256(content).hexdigest()
    known = filling.returned.filter(file_sha256=sha256).first()
    if known is not None and known.reading != Reading.FAILED:
        return known, False
    # Whoever tries a file once more means it.
    filling.returned.filter(file_sha256=sha256).delete()
    returned = Returned.objects.create(
        filling=filling,
        place_path=filling.place_path,
        file_name=CONTROLS.sub("", file_name).strip()[-200:] or f"{at:%Y%m%d%H%M}",
        file_sha256=sha256,
        reading=Reading.READING,
        added="[]",
        by=by,
        at=at,
    )
    vault.keep(filling, vault.part_of(returned), content)
    return returned, True


def _is_many(trace: Trace) -> bool:
    """Whether it is neither a list nor a form about one person."""
    return not any(
        sheet.kind == ROSTER or (sheet.kind == RECORD and len(sheet.people) == 1)
        for sheet in trace.sheets
    )


def _kind_of(content: bytes) -> str:
    """xlsx, xls or docx. Raises `UnreadableFile`."""
    try:
        return kind_of(content)
    except CannotFill as refusal:
        raise imports.UnreadableFile("not_a_table") from refusal


def lay_beside(*, returned: Returned, at: dt.datetime, tell: Tell = untold) -> None:
    """Find what a returned file changed. The register does not change. May be killed at any moment
    and called again."""
    filling = returned.filling
    if returned.reading != Reading.READING:
        # Killed after its work was done, before the file was gone.
        vault.forget(filling, vault.part_of(returned))
        return
    try:
        content = vault.read(filling, vault.part_of(returned))
        found = _differences(filling, content, tell)
    except DomainError as error:
        _fail(returned, str(error))
    except FileNotFoundError:
        _fail(returned, str(NotFound()))
    else:
        _keep(returned, found, at)
    vault.forget(filling, vault.part_of(returned))


def _fail(returned: Returned, message: str) -> None:
    Returned.objects.filter(pk=returned.pk).update(reading=Reading.FAILED, message=message[:300])


def _differences(filling: Filling, content: bytes, tell: Tell) -> list[tuple[Any, Difference]]:
    """Raises `UnreadableFile`, `AnotherTable`, `TooMuchChanged`."""
    trace = traces.trace_of(filling)
    by_key = {field["key"]: field for field in filling.fields}
    rows = sum(len(sheet.people) for sheet in trace.sheets)
    done = 0
    found: list[tuple[SheetTrace, Difference]] = []
    pages = _pages(content)
    sent = {} if any(one.kind == ROSTER for one in trace.sheets) else _sent(filling)
    for sheet, back, places in _beside(trace, pages):
        page = back.page
        if sheet.kind == ROSTER:
            found.append((sheet, compare(sheet, by_key, back.lines, places, above=page.above)))
        elif (ours := sent.get(sheet.name)) is not None:
            down = page.above - ours.above
            form = compare_form(sheet, by_key, ours.grid, page.grid, down=down)
            found += [(sheet, form)] if form is not None else []
        done += len(sheet.people)
        tell(done, rows)
    if not any(len(one.left) < len(sheet.people) for sheet, one in found):
        raise AnotherTable
    if sum(len(one.changed) for _sheet, one in found) > MOST_CELLS:
        raise TooMuchChanged
    return found


def _sent(filling: Filling) -> dict[str, reader.Page]:
    """The form about one person as it went out."""
    found = _pages(vault.read(filling, vault.OUTPUT))
    return {one.page.grid.name: one.page for one in found}


def _beside(
    trace: Trace, pages: Sequence[reader.Whole]
) -> Iterator[tuple[SheetTrace, reader.Whole, dict[str, str]]]:
    """What was sent, each with the sheet that it has become, and where the fields stand there."""
    for number, back in enumerate(pages):
        sheet = trace.sheet(back.page.grid.name)
        if sheet is not None and sheet.people:
            yield sheet, back, _places(back.page.grid, first=number == 0)


def _pages(content: bytes) -> list[reader.Whole]:
    try:
        return reader.read_whole(content, _kind_of(content))
    except reader.UnreadableLayout as error:
        raise imports.UnreadableFile(error.reason) from error


def _places(grid: Any, *, first: bool) -> dict[str, str]:
    """Where the fields stand now: a department may have put columns in between."""
    answer = answers.ask(inspecting.inspect_sheet(grid, first=first), inspecting.ASK_BELOW)
    held = residents.elements.held()
    return {one["key"]: one["place"] for one in fields.read(grid, answer, held)}


@transaction.atomic
def _keep(returned: Returned, found: list[tuple[Any, Difference]], at: dt.datetime) -> None:
    locked = Returned.objects.select_for_update(of=("self",)).filter(
        pk=returned.pk, reading=Reading.READING
    )
    if not locked.exists():
        return
    names = [name for _sheet, one in found for name in one.added]
    returned.added = json.dumps(names, ensure_ascii=False)
    returned.left = [sheet.people[row] for sheet, one in found for row in one.left]
    returned.reading = Reading.READ
    returned.save(update_fields=["added", "left", "reading"])
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
    _record("sheets.returned", returned, by=returned.by, at=at, changes={"cells": len(cells)})


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
