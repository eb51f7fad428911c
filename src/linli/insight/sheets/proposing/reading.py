"""A blank file, read apart and understood: sheets, fields, and how it looks."""

import dataclasses
import datetime as dt
import re
from typing import Any

from linli.insight.sheets import answers, inspecting
from linli.insight.sheets.counting import board
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.lists import BY_PERSON
from linli.insight.sheets.meaning import as_of
from linli.insight.sheets.meaning.population import population
from linli.insight.sheets.proposing import drawing, fields, figures, people
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.reading import reader
from linli.insight.sheets.reading.reader import Page

ROSTER, RECORD, STATISTICS, OTHER = "roster", "record", "statistics", "other"
FILLABLE = {ROSTER, RECORD, STATISTICS}
WORD = "docx"
# A line below the title that is as wide: what it says is no part of the name.
BELOW = re.compile(
    r"\s+[(（]?(?:截[至止]|单位[:：]|(?:填报|制表|填表|统计)(?:单位|日期|时间|人)).*$", re.DOTALL
)
# One number may be anything; several make a form about a place.
FEW_NUMBERS = 2


@dataclasses.dataclass(frozen=True)
class Blank:
    """What a file asks for. `sheets` and `fields` are kept with the filling, `drawings` apart.

    `as_of`: the day for which it says that it is to be true; `boards`: the labels of each table of
    figures.
    """

    title: str
    sheets: list[dict[str, Any]]
    fields: list[Field]
    drawings: dict[str, drawing.Drawing]
    fingerprint: str
    as_of: dt.date | None
    boards: dict[str, figures.Drawn]


def read(content: bytes, kind: str, held: set[str], *, today: dt.date) -> Blank:
    """Raises `UnreadableLayout`."""
    pages = _pages(content, kind)
    sheets: list[dict[str, Any]] = []
    found: list[Field] = []
    drawings: dict[str, drawing.Drawing] = {}
    boards: dict[str, figures.Drawn] = {}
    for number, page in enumerate(pages):
        grid = page.grid
        answer = inspecting.inspect_sheet(grid, first=number == 0)
        answer = answers.ask(answer, inspecting.ASK_BELOW)
        own = fields.read(grid, answer, held)
        if (shape := _board(grid, answer)) is not None:
            answer |= {"kind": STATISTICS}
            boards[grid.name] = figures.drawn(shape, answer)
            figures.own_fields(own, shape)
        sheets.append(_sheet(answer, own, page))
        found += own
        if not grid.hidden:
            drawings[grid.name] = drawing.draw(grid, page.widths, _roster(answer))
    _choose_sheets(sheets)
    asking = [sheet for sheet in sheets if sheet["kind"] != OTHER]
    title = next((sheet["title"] for sheet in asking if sheet["title"]), "")
    by_sheet = [(s["kind"], [f for f in found if f["sheet"] == s["name"]]) for s in asking]
    said = "\n".join(
        area.text for page in pages if not page.grid.hidden for area in page.grid.texts
    )
    return Blank(
        title=BELOW.sub("", title),
        sheets=sheets,
        fields=found,
        drawings=drawings,
        fingerprint=fields.fingerprint(title, by_sheet),
        as_of=as_of.stated(said, today=today),
        boards=boards,
    )


def _board(grid: Grid, answer: dict[str, Any]) -> board.Board | None:
    """The labels of a table of figures, or of a form about a place that asks for numbers."""
    if answer["kind"] == STATISTICS:
        return board.read(grid, answer)
    if answer["kind"] != RECORD:
        return None
    asked = [one for one in answer["fields"] if figures.may_be_figure(one)]
    numbers = [one for one in asked if figures.is_figure(one)]
    people_asked = {one["element"] for one in answer["fields"]} & BY_PERSON
    if len(numbers) < FEW_NUMBERS or people_asked:
        return None
    return board.of_profile(grid, asked)


def _pages(content: bytes, kind: str) -> list[Page]:
    if kind == WORD:
        return reader.read_word(content)
    grids = reader.read(content, kind)
    widths = drawing.widths(content, [grid.name for grid in grids])
    return [Page(grid, 0, {}, widths.get(grid.name, {})) for grid in grids]


def _sheet(answer: dict[str, Any], own: list[Field], page: Page) -> dict[str, Any]:
    return {
        "name": answer["sheet"],
        "kind": answer["kind"],
        "title": answer["title"],
        "hidden": bool(answer.get("hidden")),
        "notice": answer.get("notice", ""),
        "first_data_row": answer["first_data_row"],
        "above": page.above,
        "paragraphs": page.paragraphs,
        "entity": answer["row_entity"] or "person",
        "conditions": _conditions(answer),
        "people": people.nobody_asked(),
        "on": any(field["how"] == fields.ELEMENT for field in own),
    }


def _conditions(answer: dict[str, Any]) -> dict[str, Any]:
    """Who goes in by the title; a form about one person has one as well."""
    if answer["kind"] == RECORD:
        return population(answer["title"], answer["sheet"]) or {}
    return answer["population"] or {}


def _choose_sheets(sheets: list[dict[str, Any]]) -> None:
    """Lists and figures are filled together; forms about one person only where there is no list."""
    for sheet in sheets:
        sheet["on"] = sheet["on"] and sheet["kind"] in {ROSTER, RECORD}
    if any(sheet["on"] and sheet["kind"] == ROSTER for sheet in sheets):
        for sheet in sheets:
            sheet["on"] = sheet["on"] and sheet["kind"] == ROSTER


def _roster(answer: dict[str, Any]) -> tuple[int, list[int]] | None:
    if answer["orientation"] != "rows" or not answer["first_data_row"]:
        return None
    return answer["first_data_row"], [*answer["total_rows"], *answer["footer_rows"]]
