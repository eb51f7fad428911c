"""The answer for a table whose columns are to be filled: a list, or numbers by place."""

from linli.insight.sheets import answers
from linli.insight.sheets.answers import Answer
from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Area, Grid, letters
from linli.insight.sheets.layout.tables import Column, Table
from linli.insight.sheets.meaning import counts, kinds
from linli.insight.sheets.meaning.fields import Asked, understand_all
from linli.insight.sheets.meaning.folding import fold, read_label
from linli.insight.sheets.meaning.lexicon import Sense, understand
from linli.insight.sheets.meaning.population import population

CAPTIONS = {"说明", "注", "备注", "附注", "填表说明", "计量单位", "附", "附件"}


def answer(grid: Grid, table: Table) -> Answer:
    frame = surroundings(grid, table)
    paths = [tuple(area.text for area in column.path) for column in table.columns]
    if kinds.is_statistics(paths, frame["title"] or grid.name):
        counter = counts.Counter.of(frame["title"], grid.name, frame["population"])
        fields = [_count(column, counter) for column in table.columns]
        return {**frame, "kind": "statistics", "fields": fields + frame["fields"]}
    asked = [_asked(column) for column in table.columns]
    senses = understand_all(asked, answers.theme(grid, frame["title"]), "roster")
    fields = answers.fields(asked, senses) + frame["fields"]
    return {**frame, "kind": "roster", "row_entity": answers.entity(senses), "fields": fields}


def surroundings(grid: Grid, table: Table) -> Answer:
    """Everything but the kind and the fields of the table proper."""
    title = _title([area for area in grid.texts if area.top < table.top])
    notes = " ".join(area.text for area in grid.texts if texts.is_note(area.text))
    asked = _around(grid, table)
    senses = understand_all(asked, answers.theme(grid, title), "report")
    return answers.sheet(
        grid,
        "roster",
        title=answers.one_line(title),
        header_rows=[table.top, table.bottom],
        first_data_row=table.first_data_row,
        orientation="rows",
        total_rows=table.total_rows,
        footer_rows=table.footer_rows,
        population=population(title, grid.name, notes),
        fields=answers.fields(asked, senses),
    )


def _asked(column: Column) -> Asked:
    path = tuple(area.text for area in column.path)
    return Asked(letters(column.left), answers.span(column.path), path)


def _title(above: list[Area]) -> str:
    plain = [
        area
        for area in above
        if not texts.is_note(area.text)
        and not texts.inline_labels(area.text)
        and len(texts.compact(area.text)) > 3
    ]
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
        found += [
            Asked(area.address, area.span, (label,), inline=True, heads=True)
            for label in _labels(area.text)
            if fold(label) not in CAPTIONS
        ]
    return found


def _labels(text: str) -> list[str]:
    labels = texts.inline_labels(text)
    plain = "：" not in text and ":" not in text
    if not labels and plain and texts.is_meta(text) and understand(text).element:
        return [text]
    return labels


def _count(column: Column, counter: counts.Counter) -> Answer:
    asked = _asked(column)
    sense = _key(asked.path[-1])
    if sense is not None:
        return answers.field(asked, sense)
    return counted(asked, counter)


def _key(label: str) -> Sense | None:
    """What names the row, or belongs to the report."""
    if read_label(label).base in {"单位", "单位名称"}:
        return Sense("place.region", 0.85, "按地区或单位分行，每行是一个地方")
    sense = understand(label)
    of_row = (sense.element or "").split(".")[0] in {"report", "place"}
    return sense if of_row and sense.confidence > 0.5 else None


def counted(asked: Asked, counter: counts.Counter) -> Answer:
    count = counter.count(asked.path)
    found = answers.field(asked, Sense(count.element, count.confidence, count.reason))
    if count.dimension and count.element:
        found["dimension"] = count.dimension
    return found
