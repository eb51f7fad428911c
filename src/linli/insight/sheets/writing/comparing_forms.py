"""A filled form about one person that came back, laid beside what was sent, cell by cell."""

import re
from collections.abc import Mapping

from linli.insight.sheets.filling.references import parse_address
from linli.insight.sheets.filling.values import letters
from linli.insight.sheets.layout.grid import Grid
from linli.insight.sheets.proposing.fields import CONSTANT, Field
from linli.insight.sheets.writing.comparing import (
    NAMES,
    NUMBERS,
    UNCOUNTED,
    Changed,
    Difference,
    is_same,
    plain,
)
from linli.insight.sheets.writing.trace import SheetTrace

TICKED = re.compile(r"[☑√✓✔■☒]\s*([^\s□☐○☑√✓✔■☒]+)")
BOX = re.compile(r"[□☐○☑√✓✔■☒]")


def compare_form(
    sheet: SheetTrace, fields: Mapping[str, Field], sent: Grid, back: Grid, *, down: int = 0
) -> Difference | None:
    """What stands otherwise in a field's cell; `down`: lines of text that came on top. None where
    the form is about somebody else."""
    texts = {}
    for key in sheet.keys:
        row, column = parse_address(fields[key]["place"].partition(":")[0])
        ours, theirs = sent.at(row, column).text, back.at(row + down, column).text
        texts[key] = _told(fields[key], ours), _told(fields[key], theirs)
    known = [texts[key] for key in sheet.keys if fields[key]["element"] in (*NUMBERS, *NAMES)]
    # Either may have been put right, hardly both.
    if not any(ours and plain(ours) == plain(theirs) for ours, theirs in known):
        return None
    changed = [
        Changed(0, key, sheet.values[0][number], texts[key][1])
        for number, key in enumerate(sheet.keys)
        if fields[key]["how"] != CONSTANT
        and fields[key]["element"] not in UNCOUNTED
        and "*" not in sheet.values[0][number]
        and not is_same(fields[key], *texts[key])
    ]
    return Difference(changed, [], [])


def _told(field: Field, text: str) -> str:
    """What a cell says: which boxes are ticked; without the label, where both share the cell."""
    if BOX.search(text):
        return "、".join(TICKED.findall(text))
    if not field["inline"]:
        return text.strip()
    label = r"[\s_＿]*".join(re.escape(letter) for letter in letters(field["path"][-1]))
    found = re.search(rf"{label}[\s_＿]*[:：]?", text) if label else None
    return (text[found.end() :] if found else text).strip(" \u3000\t\n_＿")
