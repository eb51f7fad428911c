"""What a sheet asks for, field by field, as a filling keeps it.

A field is a plain dict, since it is stored: `key` finds it again in the next file of the same form,
`place` a column ("C") or cell ("D5"), `path` its labels, `list` the words that the form allows,
`how` / `element` / `words` what goes in, `otherwise` what where nothing is known, `asks` whether a
person should look, `reason` why.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from linli.insight.sheets.layout import texts
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.meaning.folding import fold
from linli.insight.sheets.proposing import own_words
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.kernel.sheet_columns import column_number

Field = dict[str, Any]

ELEMENT, CONSTANT, BLANK = "element", "constant", "blank"
READ, REMEMBERED, ELSEWHERE, CHOSEN = "read", "remembered", "elsewhere", "chosen"
# Nobody knows it but who fills the form, and it is rightly left empty.
LEFT_EMPTY = {"report.remark", "report.reviewer", "report.period"}
# Less sure that a label asks for nothing of the register, and somebody has to look.
SURE_OF_NOTHING = 0.5
BOX = re.compile(r"[□☐○◯☑]\s*([^\s□☐○◯☑（(_/、,，;；]{1,20})")
LONGEST_LABEL = 120
PERIODS = re.compile(r"[\d一二三四五六七八九十〇零○]*(?:年度?|季度|月份?|日|期|半年)|[\d_＿\s]+")


def read(grid: Grid, answer: dict[str, Any], held: set[str]) -> list[Field]:
    """The fields of a sheet. `held`: the elements that the register answers."""
    seen: Counter[str] = Counter()
    found = []
    for one in answer["fields"]:
        path = one["label_path"]
        name = json.dumps([answer["kind"], [fold(part) for part in path]], ensure_ascii=False)
        seen[name] += 1
        digest = hashlib.sha256(f"{name}{seen[name]}".encode()).hexdigest()[:16]
        place = one["value_cell_or_column"]
        inline = bool(one.get("inline"))
        field: Field = {
            "key": digest,
            "sheet": grid.name,
            "place": place,
            "cells": one["cells"],
            "path": path,
            "label": label_of(path),
            "inline": inline,
            "list": _allowed(grid, answer, place, inline=inline)
            or own_words.in_label(path[-1], one["element"] or ""),
            "confidence": one["confidence"],
            "reason": one["reason"],
            "guess": next((c["element"] for c in one.get("candidates", [])), ""),
            "dimension": one.get("dimension") or {},
            "origin": READ,
        }
        found.append(field | _proposed(one["element"] or "", field, held))
    return found


def _proposed(element: str, field: Field, held: set[str]) -> dict[str, Any]:
    """What goes in unless somebody says otherwise."""
    nothing = {"how": BLANK, "element": "", "words": "", "otherwise": "", "asks": False}
    if not element:
        unsure = bool(field["guess"]) or field["confidence"] < SURE_OF_NOTHING
        return nothing | {"asks": unsure}
    if element in LEFT_EMPTY:
        return nothing
    if not can_answer(element, held):
        known = f"是“{element_label(element)}”，登记册里没有，先空着"
        return nothing | {"reason": known}
    if not own_words.can_say(element, field["list"]):
        # Filled all the same, it would look like an answer to what was asked.
        words = "、".join(field["list"][:5])
        unlike = f"表里只能填“{words}”，登记册里的“{element_label(element)}”不是这样说的"
        return nothing | {"asks": True, "guess": element, "reason": unlike}
    return nothing | {"how": ELEMENT, "element": element}


def can_answer(element: str, held: set[str]) -> bool:
    """Whether the register, or the filling itself, knows it."""
    return element in held or element in OF_FILLING


# What the filling answers by itself: who fills, when, for which unit; and counting.
OF_FILLING = {"report.serial_no", "report.unit", "report.filler", "report.date"}


def label_of(path: Iterable[str]) -> str:
    """The folded words by which other forms ask for the same."""
    return "›".join(fold(part) for part in list(path)[-2:])[:LONGEST_LABEL]


def said(path: Iterable[str]) -> str:
    """A label path as people read it."""
    return " › ".join(path)


def is_column(field: Field) -> bool:
    """Whether it stands in every row of a list."""
    return re.fullmatch(r"[A-Z]{1,3}", field["place"]) is not None


def element_label(element: str) -> str:
    known = ELEMENTS.get(element)
    return known.label if known else element


def _allowed(grid: Grid, answer: dict[str, Any], place: str, *, inline: bool) -> list[str]:
    """The words that the form itself offers: a drop-down list, or boxes to be ticked."""
    row, column = _first_cell(answer, place)
    if inline:
        return BOX.findall(texts.joined(grid.at(row, column).text))
    return list(grid.choices(row, column))


def _first_cell(answer: dict[str, Any], place: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]{1,3})(\d*)", place.partition(":")[0])
    if match is None:
        return 1, 1
    return int(match[2] or answer["first_data_row"] or 1), column_number(match[1])


def fingerprint(title: str, sheets: Iterable[tuple[str, list[Field]]]) -> str:
    """The same for each file of one form: kinds of sheets with their labels, whatever the month."""
    words = [plain_title(title)]
    for kind, fields in sheets:
        words.append(json.dumps([kind, [[fold(p) for p in f["path"]] for f in fields]]))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def plain_title(title: str) -> str:
    """A title without its dates and periods."""
    return PERIODS.sub("", fold(title))
