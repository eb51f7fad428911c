"""What a filled form saved and what it left to be typed. Pure."""

import dataclasses

from linli.insight.sheets.models import Filling, How

# Left empty by everybody, or written by the one who signs.
NOT_TYPED = frozenset({"report.remark", "report.reviewer"})


@dataclasses.dataclass(frozen=True)
class Tally:
    """Cells that filled themselves, and cells that a person has to find and type."""

    filled: int
    typed: int


def of_filling(filling: Filling) -> Tally:
    """Typed are the cells that the register lacked, and those of columns that it does not answer,
    as many as there are rows on their sheet."""
    rows: dict[str, int] = {}
    for one in filling.by_field:
        sheet = str(one.get("sheet", ""))
        rows[sheet] = max(rows.get(sheet, 0), one.get("filled", 0) + one.get("missing", 0))
    typed = filling.missing
    for field in filling.fields:
        if field.get("counted"):
            # A figure that was left empty is among the missing ones.
            continue
        left = field.get("how") == How.BLANK and field.get("element") not in NOT_TYPED
        if left and field.get("guess") not in NOT_TYPED:
            typed += rows.get(str(field.get("sheet", "")), 0)
    return Tally(filling.cells, typed)
