"""The form as the worker knows it, with what goes into each place written on it."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from linli.insight.sheets.proposing import fields
from linli.insight.sheets.web.forms import Question
from linli.insight.sheets.web.labels_form import LabelQuestion


@dataclasses.dataclass(frozen=True)
class Spot:
    """A cell as drawn; `questions` for what goes in, several where a line asks several things,
    `labels` for what a label counts, `figure` the number that comes in.
    `runs_on`: a text that is wider than its cell and the next ones are empty."""

    text: str
    across: int
    down: int
    runs_on: bool = False
    questions: Sequence[Question] = ()
    labels: Sequence[LabelQuestion] = ()
    figure: str = ""


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
    drawing: Mapping[str, Any],
    sheet: Mapping[str, Any],
    questions: Iterable[Question],
    labels: Iterable[LabelQuestion] = (),
    numbers: Mapping[str, str] | None = None,
) -> Paper:
    """A drawing with the questions at their places, and the numbers that would come in."""
    first = sheet["first_data_row"]
    told: dict[str, list[LabelQuestion]] = {}
    for label in labels:
        if not label.is_frame:
            told.setdefault(label.meaning["at"], []).append(label)
    at: dict[str, list[Question]] = {}
    for question in questions:
        place = question.field["place"]
        column = fields.is_column(question.field)
        at.setdefault(f"{place}{first}" if column else place.partition(":")[0], []).append(question)
    rows = [
        [
            Spot(
                cell["text"],
                cell["across"],
                cell["down"],
                cell["runs_on"],
                at.get(cell["at"], ()),
                told.get(cell["at"], ()),
                (numbers or {}).get(cell["at"], ""),
            )
            for cell in row["cells"]
        ]
        for row in drawing["rows"]
    ]
    return Paper(sheet["name"], drawing["widths"], rows, drawing["more"])
