"""The answer for a table whose columns are to be filled: a list, or numbers by place."""

import dataclasses
import re

from linli.insight.sheets import answers
from linli.insight.sheets.answers import Answer
from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Area, Grid
from linli.insight.sheets.layout.tables import Column, Table
from linli.insight.sheets.meaning import counts, kinds, subjects
from linli.insight.sheets.meaning.fields import Asked
from linli.insight.sheets.meaning.folding import fold, read_label
from linli.insight.sheets.meaning.lexicon import Sense, understand
from linli.insight.sheets.meaning.population import population
from linli.insight.sheets.meaning.rules import understand_all
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.insight.sheets.vocabulary.elements import BOOLEAN, CODE, DATE
from linli.kernel.sheet_columns import column_letters

# 贫困类型 of a household counts nobody.
NO_NUMBER = re.compile(
    r"(?:类型|类别|等级|级别|性质|属性|原因|程度|方式|名称|姓名|地址|时间|日期|号|号码)$"
)
IN_HOUSE = re.compile(r"人口|人数|成员")
NUMBERED = re.compile(r"^(?:序号|号|顺序号|项次|行次)$")
BY_PLACE = {"place.grid", "place.community", "place.residents_group", "dwelling.estate"}
BY_PERSON = {"person.name", "household.head_name", "person.id_number", "person.phone"}
MEMBERS = "household.member_count"
CAPTIONS = {"说明", "注", "备注", "附注", "填表说明", "计量单位", "附", "附件"}


def answer(grid: Grid, table: Table) -> Answer:
    frame = surroundings(grid, table)
    paths = [tuple(area.text for area in column.path) for column in table.columns]
    if kinds.is_statistics(paths, frame["title"] or grid.name):
        counter = counts.Counter.of(frame["title"], grid.name, frame["population"])
        naming = next(
            (c for c in table.columns if not NUMBERED.match(read_label(c.path[-1].text).base)), None
        )
        fields = [_count(column, counter, first=column is naming) for column in table.columns]
        return {**frame, "kind": "statistics", "fields": fields + frame["fields"]}
    asked = [
        dataclasses.replace(_asked(column), choices=grid.choices(table.first_data_row, column.left))
        for column in table.columns
    ]
    senses = understand_all(asked, answers.theme(grid, frame["title"]), "roster")
    fields = [_of_household(one, sense, senses) for one, sense in zip(asked, senses, strict=True)]
    fields += frame["fields"]
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
    return Asked(column_letters(column.left), answers.span(column.path), path)


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
        labels = [label for label in _labels(area.text) if fold(label) not in CAPTIONS]
        room = _room(grid, area)
        if room and len(labels) == 1 and texts.compact(area.text).endswith((":", ")")):
            found.append(Asked(room.address, area.span, (labels[0],), heads=True))
            continue
        found += [
            Asked(area.address, area.span, (label,), inline=True, heads=True) for label in labels
        ]
    return found


def _room(grid: Grid, area: Area) -> Area | None:
    """An empty cell behind a label of one cell is meant for the answer."""
    if area.width > 1 or area.right >= grid.right:
        return None
    beside = grid.at(area.top, area.right + 1)
    return None if beside.text and not texts.is_placeholder(beside.text) else beside


def _labels(text: str) -> list[str]:
    if texts.is_placeholder(text):
        return []
    labels = texts.inline_labels(text)
    plain = "：" not in text and ":" not in text
    if not labels and plain and texts.is_meta(text) and understand(_unsealed(text)).element:
        return [_unsealed(text)]
    return labels


def _of_household(asked: Asked, sense: Sense, senses: list[Sense]) -> Answer:
    """Where each row is a household, a number of people of one kind counts its members."""
    known = {other.element for other in senses if other.element}
    if sense.element is None and known & BY_PLACE and not known & BY_PERSON:
        return counted(asked, counts.Counter(base=None, blocked=False))
    by_household = "household.head_name" in known
    if not by_household or sense.subject in subjects.MEANINGS:
        return answers.field(asked, sense)
    if sense.element and _is_one_of_counts(sense, senses):
        counted_as = of_members(asked, Sense(None, 0.0, sense.reason))
        return counted_as if counted_as["element"] else answers.field(asked, sense)
    return of_members(asked, sense)


def of_members(asked: Asked, sense: Sense) -> Answer:
    """A field about one household, which may be a number of its members."""
    found = answers.field(asked, sense)
    sure = sense.confidence >= answers.ASK_BELOW
    if (sure and sense.element not in {None, MEMBERS}) or NO_NUMBER.search(asked.label):
        return found
    count = counts.Counter(base=counts.PERSONS, blocked=False).count(asked.path)
    if count.element != counts.PERSONS:
        return found
    if not count.known:
        whole = Sense("household.size", 0.75, "户里一共多少人")
        return (
            answers.field(asked, whole)
            if len(asked.path) > 1 and IN_HOUSE.search(asked.path[-2])
            else found
        )
    members = Sense(MEMBERS, 0.8, "每行一户，数的是户里的哪些人")
    found = answers.field(asked, members)
    return {**found, "dimension": count.dimension} if count.dimension else found


def _is_one_of_counts(sense: Sense, senses: list[Sense]) -> bool:
    """三无人员 among 女性人数 and 残疾人数 is a number as well."""
    yes_or_no = ELEMENTS[sense.element or ""].kind == BOOLEAN
    return yes_or_no and sum(other.element == MEMBERS for other in senses) >= 2


def _unsealed(text: str) -> str:
    return re.sub(r"[(（](?:盖章|公章|签章|章|签字|签名)[)）]", "", text).strip()


def _count(column: Column, counter: counts.Counter, *, first: bool) -> Answer:
    asked = _asked(column)
    sense = _key(asked.path[-1], first=first)
    if sense is not None:
        return answers.field(asked, sense)
    return counted(asked, counter)


def _key(label: str, *, first: bool) -> Sense | None:
    """What names the row, or belongs to the report."""
    if read_label(label).base in {"单位", "单位名称"}:
        if not first:
            return None
        return Sense("place.region", 0.85, "按地区或单位分行，每行是一个地方")
    sense = understand(label)
    element = ELEMENTS.get(sense.element or "")
    if element is None or sense.confidence <= 0.5:
        return None
    if first and element.id in {"dwelling.estate", "dwelling.building"}:
        return sense
    if element.id == "report.date" and "报" in label and not re.search(r"填报|报表", label):
        return sense.weaker(0.6, "也可能是别的日期")
    in_codes = element.entity == "aid" and (element.kind in {CODE, DATE} or "helper" in element.id)
    return sense if element.entity in {"report", "place"} or in_codes else None


def counted(asked: Asked, counter: counts.Counter) -> Answer:
    count = counter.count(asked.path, asked.section)
    found = answers.field(asked, Sense(count.element, count.confidence, count.reason))
    if count.dimension and count.element:
        found["dimension"] = count.dimension
    return found
