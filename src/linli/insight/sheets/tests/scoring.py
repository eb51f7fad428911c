"""The measures of the public benchmark, counted for one sheet: structure, elements, fills."""

import dataclasses
from typing import Any


@dataclasses.dataclass
class Score:
    sheets: int = 0
    structures: int = 0
    fields: int = 0
    right: int = 0
    fills: int = 0
    right_fills: int = 0
    wrong: list[str] = dataclasses.field(default_factory=list)

    def add(self, name: str, gold: dict[str, Any], found: dict[str, Any]) -> None:
        self.sheets += 1
        parts = ("kind", "header_rows", "first_data_row") if gold["header_rows"] else ("kind",)
        right = all(gold[part] == found[part] for part in parts)
        self.structures += right
        if not right:
            self.wrong.append(f"{name}: {[(found[part], gold[part]) for part in parts]}")
        answers = {one["value_cell_or_column"]: one["element"] for one in found["fields"]}
        for wanted in gold["fields"]:
            self._add_field(name, wanted, answers)
        ignored = {span.partition(":")[0] for span in gold["ignore"]}
        for place, element in answers.items():
            if element and place not in ignored:
                self.fills += 1
                self.wrong.append(f"{name} {place}: {element} where nothing is asked")

    def _add_field(self, name: str, wanted: dict[str, Any], answers: dict[str, Any]) -> None:
        self.fields += 1
        place = wanted["value_cell_or_column"]
        listed = place in answers
        element = answers.pop(place, None)
        right = listed and element in {wanted["element"], *wanted["accept"]}
        self.right += right
        self.fills += element is not None
        self.right_fills += right and element is not None
        if not right:
            label = wanted["label_path"][0]
            self.wrong.append(f"{name} {place} {label}: {element}, not {wanted['element']}")
