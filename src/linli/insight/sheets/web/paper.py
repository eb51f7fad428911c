"""The form as the worker knows it, with what goes into each place written on it."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from linli.insight.sheets.proposing import fields
from linli.insight.sheets.web.forms import Question


@dataclasses.dataclass(frozen=True)
class Spot:
    """A cell as drawn; `question` where something goes in, `sample` what would stand there."""

    text: str
    across: int
    down: int
    question: Question | None = None
    sample: str = ""


@dataclasses.dataclass(frozen=True)
class Paper:
    """One sheet. `width` is of all columns, in pixels."""

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[Spot]]
    more: bool

    @property
    def width(self) -> int:
        return sum(self.widths)


def paper(
    drawing: Mapping[str, Any], sheet: Mapping[str, Any], questions: Iterable[Question]
) -> Paper:
    """A drawing with the questions at their places."""
    first = sheet["first_data_row"]
    at: dict[str, Question] = {}
    for question in questions:
        place = question.field["place"]
        column = fields.is_column(question.field)
        at[f"{place}{first}" if column else place.partition(":")[0]] = question
    rows = [
        [
            Spot(cell["text"], cell["across"], cell["down"], at.get(cell["at"]))
            for cell in row["cells"]
        ]
        for row in drawing["rows"]
    ]
    return Paper(sheet["name"], drawing["widths"], rows, drawing["more"])
