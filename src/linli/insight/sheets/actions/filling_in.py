"""Filling a form: people's facts go into its cells, and where each came from is kept."""

import dataclasses
import datetime as dt
import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import permissions, vault
from linli.insight.sheets.actions.moves import Tell, fire, record, untold
from linli.insight.sheets.counting.table import Table
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Plan, Value
from linli.insight.sheets.models import Filling
from linli.insight.sheets.proposing import fields, figures, people
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.states import Step
from linli.insight.sheets.writing import cells, plans, rows
from linli.insight.sheets.writing import figures as writing
from linli.insight.sheets.writing.trace import SheetTrace, Trace
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError
from linli.registers.organisations import public as organisations
from linli.registers.residents import public as residents

# A form of its own for each person: so many in one archive.
MOST_FORMS = 500
MOST_ROWS = 60_000


class NeedsPurpose(DomainError):
    message = _("这张表里有证号、电话或敏感信息，请写明填了做什么用，会留在记录里。")


class Forgotten(DomainError):
    message = _("放进来的文件已按期限删除。请把空白表再放进来填，选过的填法都记得。")


class NothingChosen(DomainError):
    message = _("还没有选要填的表和栏目，没有填写。")


class NothingUnderstood(DomainError):
    message = _("这张统计表还没有一格拿得准，没有填写。请先回答“请看一眼”里的几项。")


class NobodyFits(DomainError):
    message = _("没有符合条件的人，没有填写。请看看“填哪些人”的条件。")


class TooManyPeople(DomainError):
    message = _("符合条件的人太多，一张表装不下，没有填写。请缩小“填哪些人”的范围。")


@transaction.atomic
def begin(*, filling: Filling, purpose: str, by: accounts.User, at: dt.datetime) -> None:
    """Have the form filled by the background job. Raises `NeedsPurpose`, `NothingChosen`."""
    permissions.check_fill(by, filling.place_path)
    asked = chosen_fields(filling)
    if filling.is_forgotten:
        raise Forgotten
    on, tables = [sheet for sheet in filling.sheets if sheet["on"]], chosen_tables(filling)
    if on and not tables and all(sheet.get("figures") for sheet in on):
        raise NothingUnderstood
    if not asked and not tables:
        raise NothingChosen
    if any(is_guarded(field) for field in asked) and not purpose.strip():
        raise NeedsPurpose
    fire(filling, Step.FILL, purpose=purpose.strip()[:200], filled_by=by, message="")


def chosen_fields(filling: Filling) -> list[Field]:
    """The fields that something goes into, on the sheets that are filled."""
    on = {sheet["name"] for sheet in filling.sheets if sheet["on"]}
    return [f for f in filling.fields if f["sheet"] in on and f["how"] != fields.BLANK]


def chosen_tables(filling: Filling) -> list[dict[str, Any]]:
    """The tables of figures of which something is filled."""
    on = [sheet for sheet in filling.sheets if sheet["on"] and sheet.get("figures")]
    return [sheet for sheet in on if figures.fills(sheet["figures"])]


def is_guarded(field: Field) -> bool:
    """Whether taking it out needs a purpose."""
    element = field["element"]
    return residents.elements.is_masked(element) or residents.elements.is_sensitive(element)


@dataclasses.dataclass
class Work:
    """One filling while it is at work."""

    filling: Filling
    at: dt.datetime
    tell: Tell
    content: bytes
    trace: Trace
    reader: rows.Reader
    total: int = 0
    done: int = 0
    # Of tables of figures: how their columns turned out.
    counted: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    def more(self, count: int) -> bool:
        self.done += count
        return self.tell(self.done, self.total)


def fill_in(*, filling: Filling, at: dt.datetime, tell: Tell = untold) -> None:
    """Fill the form. May be killed at any moment and called again: it begins anew, and only a whole
    one replaces what was there."""
    if filling.filled_by is None or filling.as_of is None:
        raise NothingChosen
    trace = Trace()
    work = Work(
        filling,
        at,
        tell,
        vault.read(filling, vault.SOURCE),
        trace,
        rows.Reader(filling.filled_by, filling.as_of, trace),
    )
    try:
        output, ending = _fill(work)
    except rows.Stopped:
        fire(filling, Step.STOP, message=str(_("已停下，没有填成，原来的都还在。")))
    except DomainError as error:
        fire(filling, Step.STOP, message=str(error)[:300])
    else:
        _keep(work, output, ending)


def _fill(work: Work) -> tuple[bytes, str]:
    about = [sheet for sheet in work.filling.sheets if sheet["on"]]
    tables = chosen_tables(work.filling)
    named = [sheet for sheet in about if not sheet.get("figures")]
    going = {sheet["name"]: _people(work.filling, sheet) for sheet in named}
    work.total = sum(map(len, going.values())) + len(tables)
    if not work.total:
        raise NobodyFits
    if work.total > MOST_ROWS:
        raise TooManyPeople
    lists = [sheet for sheet in named if sheet["kind"] == "roster"]
    if lists or tables:
        return _fill_lists(work, lists, going, tables), work.filling.file_format
    if work.total > MOST_FORMS:
        raise TooManyPeople
    return _fill_forms(work, about, going)


def _people(filling: Filling, sheet: dict[str, Any]) -> list[int]:
    assert filling.filled_by is not None  # noqa: S101 - `fill_in` has seen to it
    return people.ids_of(
        filling.filled_by,
        sheet["people"],
        filling.place,
        on=filling.as_of or local_date(filling.at),
        entity=sheet["entity"],
    )


def _fill_lists(
    work: Work,
    lists: Sequence[dict[str, Any]],
    going: dict[str, list[int]],
    tables: Sequence[dict[str, Any]],
) -> bytes:
    planned = [sheet for table in tables for sheet in _count(work, table)]
    for sheet in lists:
        own, of_report = plans.split(sheet, work.filling.fields)
        read = work.reader.read(sheet["name"], sheet["kind"], own, going[sheet["name"]], work.more)
        heads = [(field, _of_report(work, field)) for field in of_report]
        read.trace.heads = {f["key"]: str(value) for f, value in heads if value is not None}
        planned += plans.of_list(sheet, own, read, heads)
        work.trace.sheets.append(read.trace)
    filled = fill(work.content, Plan(planned))
    for trace in work.trace.sheets:
        placed = filled.rosters.get(trace.name) or ()
        trace.first_row = placed[0].first_row if placed else 0
    for table in work.trace.figures:
        for cell in table.cells:
            if (table.name, cell["at"]) in filled.kept:
                cell["note"] = str(_("这一格表里有公式，由表自己算。"))
    return filled.content


def _count(work: Work, sheet: dict[str, Any]) -> list[Any]:
    """A table of figures, counted and written down."""
    assert work.filling.filled_by is not None  # noqa: S101 - `fill_in` has seen to it
    on = work.filling.as_of or local_date(work.filling.at)
    counted = Table(sheet, work.filling.filled_by, work.filling.place, on)
    speaker = figures.speaker(counted.source, work.filling.place)
    written = writing.write(counted, speaker)
    _own, of_report = plans.split(sheet, work.filling.fields)
    heads = [(field, _of_report(work, field)) for field in of_report]
    work.trace.figures.append(written.trace)
    work.counted += written.by_field
    sheet["figures"] = sheet["figures"] | {"codes": sorted(written.codes)}
    if not work.more(1):
        raise rows.Stopped
    return plans.of_figures(sheet, written.cells, written.rosters, heads)


def _fill_forms(
    work: Work, about: Sequence[dict[str, Any]], going: dict[str, list[int]]
) -> tuple[bytes, str]:
    """A form about one person: as many files as people."""
    made: dict[int, list[Any]] = {}
    names: dict[int, str] = {}
    for sheet in about:
        own, of_report = plans.split(sheet, work.filling.fields)
        read = work.reader.read(sheet["name"], sheet["kind"], own, going[sheet["name"]], work.more)
        work.trace.sheets.append(read.trace)
        heads = [(field, _of_report(work, field)) for field in of_report]
        names |= dict(zip(read.trace.people, read.trace.names, strict=True))
        for row, pk in enumerate(read.trace.people):
            values = [(f, column[row]) for f, column in zip(own, read.columns, strict=True)]
            made.setdefault(pk, []).extend(plans.of_person(sheet, [*values, *heads]))
    files = [(names[pk], fill(work.content, Plan(sheets)).content) for pk, sheets in made.items()]
    if len(files) == 1:
        return files[0][1], work.filling.file_format
    return _archive(work.filling, files), "zip"


def _archive(filling: Filling, files: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    stem, dot, ending = filling.file_name.rpartition(".")
    width = len(str(len(files)))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files, start=1):
            # Namesakes have files of their own.
            safe = name.replace("/", "_").replace("\\", "_")
            archive.writestr(f"{number:0{width}d}-{stem}-{safe}{dot}{ending}", content)
    return out.getvalue()


def _of_report(work: Work, field: Field) -> Value:
    if field["how"] == fields.CONSTANT:
        words: str = field["words"]
        return words
    assert work.filling.filled_by is not None  # noqa: S101 - `fill_in` has seen to it
    unit = organisations.committee_of(work.filling.place)
    return rows.of_filling(
        field["element"],
        place=work.filling.place,
        unit=unit.name if unit else str(work.filling.place),
        user=work.filling.filled_by,
        on=local_date(work.at),
    )


@transaction.atomic
def _keep(work: Work, output: bytes, ending: str) -> None:
    filling, asked = work.filling, chosen_fields(work.filling)
    by_field = [*_by_field(work.trace.sheets, asked), *work.counted]
    total = Counter[str]()
    for one in by_field:
        total.update({name: one[name] for name in ("filled", "missing", "stale")})
    fire(
        filling,
        Step.FILLED,
        rows=sum(len(sheet.people) for sheet in work.trace.sheets),
        cells=total["filled"],
        missing=total["missing"],
        stale=total["stale"],
        by_field=by_field,
        sheets=filling.sheets,
        codes=_codes(filling, asked),
        output_format=ending,
        output_sha256=hashlib.sha256(output).hexdigest(),
        filled_at=work.at,
    )
    vault.keep(filling, vault.OUTPUT, output)
    vault.keep(filling, vault.TRACE, work.trace.dump())
    record(
        "sheets.fill",
        filling,
        by=filling.filled_by,
        at=work.at,
        reason=filling.purpose,
        changes={
            "rows": filling.rows,
            "cells": filling.cells,
            "columns": [field["path"][-1] for field in asked]
            + [one["label"] for one in work.counted if one["filled"]],
            "guarded": [field["path"][-1] for field in asked if is_guarded(field)],
        },
    )


def _by_field(sheets: Sequence[SheetTrace], asked: Sequence[Field]) -> list[dict[str, Any]]:
    """For each field how many cells have a value, have none, and are too old."""
    labels = {field["key"]: field for field in asked}
    found = []
    for sheet in sheets:
        for column, key in enumerate(sheet.keys):
            marks = Counter(row[column] for row in sheet.marks)
            missing = marks[cells.EMPTY] + marks[cells.UNLISTED] + marks[cells.CLOSED]
            found.append(
                {
                    "sheet": sheet.name,
                    "key": key,
                    "label": fields.said(labels[key]["path"]),
                    "element": labels[key]["element"],
                    "filled": sum(marks.values()) - missing,
                    "missing": missing,
                    "stale": marks[cells.STALE],
                    "unlisted": marks[cells.UNLISTED],
                    "closed": marks[cells.CLOSED],
                    "masked": marks[cells.MASKED],
                }
            )
    return found


def _codes(filling: Filling, asked: Sequence[Field]) -> list[str]:
    """What one needs to look at the file: as much as stands in it."""
    codes = people.codes_of(filling.sheets)
    for asks, code in (
        (residents.elements.is_masked, residents.ResidentsPermission.REVEAL),
        (residents.elements.is_sensitive, residents.ResidentsPermission.SENSITIVE),
    ):
        if any(asks(field["element"]) for field in asked) and accounts.holds_anywhere(
            filling.filled_by, code
        ):
            codes.add(code)
    return sorted(codes)
