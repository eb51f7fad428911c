"""The shape of an answer: one sheet, one field."""

import re
from typing import Any

from linli.insight.sheets.layout.grid import Area, Grid
from linli.insight.sheets.meaning.fields import Asked
from linli.insight.sheets.meaning.lexicon import Sense
from linli.insight.sheets.meaning.themes import Theme

# Less sure than this, a field is a question rather than a fill.
ASK_BELOW = 0.65

Answer = dict[str, Any]


def sheet(grid: Grid, kind: str, **more: Any) -> Answer:
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


def field(asked: Asked, sense: Sense) -> Answer:
    answer: Answer = {
        "cells": asked.cells,
        "value_cell_or_column": asked.place,
        "label_path": [one_line(words) for words in asked.path],
        "element": sense.element,
        "confidence": sense.confidence,
        "reason": sense.reason,
    }
    if asked.inline:
        answer["inline"] = True
    return answer


def ask(sheet: Answer, ask_below: float) -> Answer:
    """Fields that are less sure become questions."""
    for answer in sheet["fields"]:
        if answer["element"] and answer["confidence"] < ask_below:
            answer["candidates"] = [
                {"element": answer["element"], "confidence": answer["confidence"]}
            ]
            answer["element"] = None
            answer.pop("dimension", None)
    return sheet


def fields(asked: list[Asked], senses: list[Sense]) -> list[Answer]:
    return [field(one, sense) for one, sense in zip(asked, senses, strict=True)]


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def theme(grid: Grid, title: str) -> Theme:
    words = " ".join("".join(area.text.split()) for area in grid.texts)
    return Theme("".join(f"{title}{grid.name}".split()), words)


def entity(senses: list[Sense]) -> str | None:
    """What a row or a form is about."""
    elements = {sense.element for sense in senses if sense.element}
    if elements & {"person.name", "person.sex", "person.birth_date"}:
        return "person"
    if "household.head_name" in elements:
        return "household"
    if sum(element.startswith("dwelling.") for element in elements) >= 3:
        return "dwelling"
    return None


def span(path: tuple[Area, ...]) -> str:
    """The cells of a column's own label."""
    return path[-1].span
