"""`inspect`: a workbook in, what it asks for out; pure, without database or settings.

The answer has the shape that `linli sheets inspect --json` prints. A field whose element is less
sure than `ASK_BELOW` is a question: its element is None, and `candidates` says what it might be.
"""

import re
from typing import Any

from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.forms import Form, read_form
from linli.insight.sheets.layout.grid import Area, Grid, letters
from linli.insight.sheets.layout.tables import Table, find_table
from linli.insight.sheets.meaning import counts, kinds
from linli.insight.sheets.meaning.fields import Asked, understand_all
from linli.insight.sheets.meaning.folding import fold, read_label
from linli.insight.sheets.meaning.lexicon import Sense, understand
from linli.insight.sheets.meaning.population import population
from linli.insight.sheets.meaning.themes import Theme
from linli.insight.sheets.reading import reader

ASK_BELOW = 0.65
REFERENCE = re.compile(r"字典|代码表|填写说明|填表说明|填报说明|勿动|对照表|选项|下拉|参数|数据源|示例说明|说明$")
PLACES = re.compile(r"(?:区|县|市|镇|乡|街道|社区|村|居委会|居|组|网格|省|州|旗|路|小区|办事处|局|科|所)$")

Answer = dict[str, Any]


def inspect(content: bytes, kind: str, name: str = "") -> Answer:
    """What each sheet of a workbook asks for. Raises `UnreadableLayout`."""
    return {"file": name, "sheets": [inspect_sheet(grid) for grid in reader.read(content, kind)]}


def inspect_sheet(grid: Grid) -> Answer:
    if grid.hidden or not grid.texts:
        return _nothing(grid)
    table = find_table(grid)
    if table is None:
        return _form(grid)
    if _is_reference(grid, table):
        return _nothing(grid)
    return _table(grid, table)


def _answer(grid: Grid, kind: str, **more: Any) -> Answer:
    return {
        "sheet": grid.name,
        "kind": kind,
        "title": "",
        "header_rows": None,
        "first_data_row": None,
        "orientation": None,
        "row_entity": None,
        "fields": [],
        "total_rows": [],
        "footer_rows": [],
        "population": None,
        **({"hidden": True} if grid.hidden else {}),
        **more,
    }


def _nothing(grid: Grid) -> Answer:
    return _answer(grid, "other")


def _is_reference(grid: Grid, table: Table) -> bool:
    """A list of codes or values rather than something to fill."""
    if REFERENCE.search(grid.name) and not table.stub_rows:
        return True
    written = len(table.full_rows) + len(table.stub_rows) + len(table.odd_rows)
    people = sum(
        bool(re.fullmatch(r"\d{17}[\dXx]", texts.compact(area.text))) for area in grid.texts
    )
    return len(table.full_rows) >= 3 and len(table.full_rows) >= written * 0.6 and not people


# --- forms with labels beside their cells ----------------------------------------------------


def _form(grid: Grid) -> Answer:
    form = read_form(grid)
    title = " ".join(" ".join(area.text for area in grid.row(row)) for row in form.title_rows)
    last = max((row for row, _ in grid.rows()), default=0)
    asked = [_asked_in_form(slot, title, last, form) for slot in form.slots]
    if len(asked) < 2 or REFERENCE.search(grid.name):
        return _answer(grid, "other", title=title)
    theme = _theme(grid, title)
    senses = understand_all(asked, theme, "record")
    return _answer(
        grid,
        "record",
        title=_one_line(title),
        orientation="cells",
        row_entity=_entity(senses),
        fields=[_field(field, sense) for field, sense in zip(asked, senses, strict=True)],
        footer_rows=form.note_rows,
    )


def _asked_in_form(slot: Any, title: str, last: int, form: Form) -> Asked:
    heads = slot.label == slot.value and bool(slot.words) and _speaks_of_report(slot.words)
    return Asked(
        slot.value.address, slot.label.span, tuple(slot.path), inline=slot.inline, heads=heads
    )


def _speaks_of_report(words: str) -> bool:
    element = understand(words).element or ""
    return element.startswith("report.")


# --- tables ------------------------------------------------------------------------------------


def _table(grid: Grid, table: Table) -> Answer:
    above = [area for area in grid.texts if area.top < table.top]
    title = _title(above)
    notes = " ".join(area.text for area in grid.texts if texts.is_note(area.text))
    paths = [tuple(area.text for area in column.path) for column in table.columns]
    statistics = kinds.is_statistics(paths, title or grid.name)
    around = _around(grid, table)
    theme = _theme(grid, title)
    who = population(title, grid.name, notes)
    answer = _answer(
        grid,
        "statistics" if statistics else "roster",
        title=_one_line(title),
        header_rows=[table.top, table.bottom],
        first_data_row=table.first_data_row,
        orientation="rows",
        total_rows=table.total_rows,
        footer_rows=table.footer_rows,
        population=who,
    )
    if statistics:
        fields = _count_fields(grid, table, title, who, answer)
    else:
        asked = [_asked_in_column(column.left, column.path) for column in table.columns]
        senses = understand_all(asked, theme, "roster")
        answer["row_entity"] = _entity(senses)
        fields = [_field(field, sense) for field, sense in zip(asked, senses, strict=True)]
    senses = understand_all(around, theme, "report")
    fields += [_field(field, sense) for field, sense in zip(around, senses, strict=True)]
    answer["fields"] = fields
    return answer


def _asked_in_column(left: int, path: tuple[Area, ...]) -> Asked:
    return Asked(letters(left), _cells(path), tuple(area.text for area in path))


def _cells(path: tuple[Area, ...]) -> str:
    own = path[-1]
    top = own.top if len(path) == 1 else own.top
    return Area(top, own.left, own.bottom, own.right).span


def _title(above: list[Area]) -> str:
    plain = [
        area
        for area in above
        if not texts.is_note(area.text) and not texts.inline_labels(area.text)
    ]
    plain = [area for area in plain if len(texts.compact(area.text)) > 3]
    if not plain:
        return ""
    rows: dict[int, str] = {}
    for area in plain:
        rows[area.top] = rows.get(area.top, "") + area.text
    return " ".join(rows.values())


def _around(grid: Grid, table: Table) -> list[Asked]:
    """Lines above the header and below the data in which the report speaks of itself."""
    found = []
    for area in grid.texts:
        inside = table.top <= area.top and area.top not in table.footer_rows
        if inside or texts.is_note(area.text):
            continue
        labels = texts.inline_labels(area.text)
        if not labels and texts.is_meta(area.text) and "：" not in area.text and ":" not in area.text:
            labels = [area.text] if understand(area.text).element else []
        found += [
            Asked(area.address, area.span, (label,), inline=True, heads=True) for label in labels
            if not _is_caption(label)
        ]
    return found


def _is_caption(label: str) -> bool:
    return fold(label) in {"说明", "注", "备注", "附注", "填表说明", "计量单位", "附", "附件"}


# --- numbers -------------------------------------------------------------------------------------


def _count_fields(
    grid: Grid, table: Table, title: str, who: Answer | None, answer: Answer
) -> list[Answer]:
    heading = f"{title} {grid.name}"
    base, blocked = counts.base_of(heading, who), counts.is_blocked(title or grid.name)
    if _in_cells(grid, table):
        answer["orientation"] = "cells"
        return _matrix(grid, table, base, blocked=blocked)
    return [_count_column(column, base, blocked=blocked) for column in table.columns]


def _in_cells(grid: Grid, table: Table) -> bool:
    """Rows have names of their own, which are not places: each cell is a field."""
    rows = [row for row in table.stub_rows if row not in table.total_rows]
    names = [grid.row(row)[0].text for row in rows]
    return bool(names) and not all(PLACES.search(texts.compact(name)) for name in names)


def _matrix(grid: Grid, table: Table, base: str | None, *, blocked: bool) -> list[Answer]:
    stubs = {area.left for row in table.stub_rows for area in grid.row(row)}
    found = []
    for row in sorted({*table.stub_rows, *table.total_rows}):
        names = tuple(
            dict.fromkeys(grid.at(row, left).text for left in sorted(stubs) if grid.at(row, left).text)
        )
        for column in table.columns:
            value = grid.at(row, column.left)
            if column.left in stubs or value.text or value.top != row:
                continue
            path = (*names, *(area.text for area in column.path))
            cell = Area(row, column.left, row, column.left)
            found.append(_counted(cell.address, cell.span, path, base, blocked=blocked))
    return found


def _count_column(column: Any, base: str | None, *, blocked: bool) -> Answer:
    path = tuple(area.text for area in column.path)
    sense = understand(path[-1])
    own = read_label(path[-1]).base
    if own in {"单位", "单位名称"}:
        sense = Sense("place.region", 0.85, "按地区或单位分行，每行是一个地方")
    element = sense.element or ""
    if element.split(".")[0] in {"report", "place"} and sense.confidence > 0.5:
        return _field(_asked_in_column(column.left, column.path), sense)
    return _counted(letters(column.left), _cells(column.path), path, base, blocked=blocked)


def _counted(
    place: str, cells: str, path: tuple[str, ...], base: str | None, *, blocked: bool
) -> Answer:
    count = counts.count(path, base=base, blocked=blocked)
    answer = _field(Asked(place, cells, path), Sense(count.element, count.confidence, count.reason))
    if count.dimension and count.element:
        answer["dimension"] = count.dimension
    return answer


# --- shared ----------------------------------------------------------------------------------------


def _theme(grid: Grid, title: str) -> Theme:
    return Theme(f"{title} {grid.name}", " ".join(area.text for area in grid.texts))


def _field(asked: Asked, sense: Sense) -> Answer:
    sure = sense.element is not None and sense.confidence >= ASK_BELOW
    field: Answer = {
        "cells": asked.cells,
        "value_cell_or_column": asked.place,
        "label_path": [_one_line(words) for words in asked.path],
        "element": sense.element if sure else None,
        "confidence": sense.confidence,
        "reason": sense.reason,
    }
    if asked.inline:
        field["inline"] = True
    if sense.element and not sure:
        field["candidates"] = [{"element": sense.element, "confidence": sense.confidence}]
    return field


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _entity(senses: list[Sense]) -> str | None:
    """What a row or a form is about."""
    elements = {sense.element for sense in senses if sense.element}
    if elements & {"person.name", "person.sex", "person.birth_date"}:
        return "person"
    if "household.head_name" in elements:
        return "household"
    if sum(element.startswith("dwelling.") for element in elements) >= 3:
        return "dwelling"
    return None
