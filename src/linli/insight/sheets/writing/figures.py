"""A counted table as what to write into the form, and as what is kept of it."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from linli.insight.sheets.counting import placing, table
from linli.insight.sheets.counting.reading import GROUPS, SHARE
from linli.insight.sheets.counting.table import Figure, Table
from linli.insight.sheets.counting.words import Speaker
from linli.insight.sheets.filling.plan import Column, Roster, Share, Value
from linli.insight.sheets.proposing import people
from linli.insight.sheets.writing.trace import FigureTrace
from linli.registers.residents import public as residents

PERCENT = ("%", "％")
SERIAL = "report.serial_no"


@dataclasses.dataclass
class Written:
    """`cells` of the form and its `rosters` (rows that had to be named); the trace; for each label
    of a column how its figures turned out; the codes that one needs to look at what was filled."""

    cells: dict[str, Value]
    rosters: list[Roster]
    trace: FigureTrace
    by_field: list[dict[str, Any]]
    codes: set[str]


def write(counted: Table, speaker: Speaker) -> Written:
    """Count the table, and say where each number goes."""
    found = counted.count()
    cells: dict[str, Value] = {}
    rosters: list[Roster] = []
    if counted.figures["open"]:
        rosters, cells = _rows(counted, found)
    else:
        cells = {one.at: _value(one) for one in found}
    shown = [one for one in found if one.mark != table.CLOSED]
    codes = {code for one in shown for code in counted.codes(one.counted)}
    return Written(
        {place: value for place, value in cells.items() if value is not None},
        rosters,
        _trace(counted, found, speaker),
        _by_field(counted, found),
        codes,
    )


def _value(figure: Figure) -> Value:
    result = figure.result
    if result is None or result.value is None:
        return None
    if figure.counted.figure == SHARE:
        labelled = any(sign in f"{figure.column}{figure.row}" for sign in PERCENT)
        return Share(Decimal(result.value), labelled)
    return result.value


def shown(figure: Figure) -> str:
    """A figure as a page shows it."""
    return _text(_value(figure))


def _rows(counted: Table, found: Sequence[Figure]) -> tuple[list[Roster], dict[str, Value]]:
    """Places below each other, each with its numbers; the totals in the form's own rows."""
    opened = counted.figures["open"]
    columns = [
        Column(letter, [placing.named(place, element) or None for place in counted.lines])
        for letter, element in opened["keys"].items()
        if element != SERIAL
    ]
    serial = next((letter for letter, e in opened["keys"].items() if e == SERIAL), "")
    by_column: dict[str, dict[int | None, Value]] = {}
    for one in found:
        by_column.setdefault(one.at, {})[one.line] = _value(one)
    columns += [
        Column(letter, [values.get(line) for line in range(len(counted.lines))])
        for letter, values in by_column.items()
    ]
    first = opened["first"] - counted.sheet.get("above", 0)
    roster = Roster(first, columns, serial=serial)
    totals = {
        f"{letter}{row}": values.get(None)
        for letter, values in by_column.items()
        for row in opened["totals"]
    }
    return [roster] if counted.lines else [], totals


def _trace(counted: Table, found: Sequence[Figure], speaker: Speaker) -> FigureTrace:
    """What is kept: equal sets of people once."""
    assert counted.tally is not None  # noqa: S101 - it has been counted
    numbers: dict[int, int] = {}
    trace = FigureTrace(counted.sheet["name"], counted.source.code, counted.tally.things.ids)
    for one in found:
        known = one.result is not None
        bits = one.result.bits if one.result is not None else 0
        trace.cells.append(
            {
                "at": "" if counted.figures["open"] else one.at,
                "column": one.column,
                "row": one.row,
                "text": _text(_value(one)),
                "mark": one.mark,
                "set": numbers.setdefault(bits, len(numbers)) if known else None,
                "of": _said(one, speaker),
                "note": _note(one, speaker),
            }
        )
    trace.sets = [f"{bits:x}" for bits in numbers]
    trace.who = _who(counted)
    return trace


def _who(counted: Table) -> list[str]:
    """Whom, or what of which days, the whole table is about."""
    if counted.source.by_period:
        days = {"since": counted.asked.since, "until": counted.asked.until}
        period = _("%(since)s至%(until)s收到的") % days
        return [str(counted.within), f"{period}{counted.source.label}"]
    names = {tag.pk: tag.name for tag in residents.tag_dictionary(closed=True)}
    return people.in_words(counted.sheet["people"], counted.place, names)


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _said(one: Figure, speaker: Speaker) -> str:
    """What a number counts, in words."""
    words = speaker.said(one.counted.conditions) or _("全部")
    unit = speaker.source.group_unit if one.counted.measure == GROUPS else speaker.source.unit
    return _("%(words)s（%(unit)s）") % {"words": words, "unit": unit}


def _note(one: Figure, speaker: Speaker) -> str:
    """Why a figure is empty, or what it is a share of."""
    result = one.result
    if one.mark == table.CLOSED:
        return _("里面有您没有权限知道的标签或信息，空着。")
    if result is None:
        return ""
    if result.uneven is not None:
        sums = {"whole": result.whole, "sum": result.uneven}
        note = _("一共%(whole)d，旁边各项加起来是%(sum)d，对不上，空着。") % sums
        left = result.uneven < (result.whole or 0)
        return note + (_("下面是哪一项都没算到的。") if left else "")
    if one.counted.figure == SHARE:
        words = speaker.said(one.counted.base) or _("全部")
        return _("占“%(base)s”的 %(n)s") % {"base": words, "n": result.base}
    return ""


def _by_field(counted: Table, found: Sequence[Figure]) -> list[dict[str, Any]]:
    """How the figures of each column turned out, in the shape of fields; the rest together."""
    marks: dict[str, Counter[str]] = {}
    for one in found:
        marks.setdefault(one.column or one.row, Counter())[one.mark] += 1
    lines = [_line(counted, label, sum(own.values()), own) for label, own in marks.items()]
    left = counted.asks_for - len(found)
    if left > 0:
        lines.append(_line(counted, _("没有定的格"), left, Counter({table.EMPTY: left})))
    return lines


def _line(counted: Table, label: str, total: int, marks: Mapping[str, int]) -> dict[str, Any]:
    missing = total - marks.get(table.GOOD, 0)
    return {
        "sheet": counted.sheet["name"],
        "key": "",
        "label": label,
        "element": "",
        "filled": total - missing,
        "missing": missing,
        "stale": 0,
        "unlisted": 0,
        "closed": marks.get(table.CLOSED, 0),
        "masked": 0,
        "uneven": marks.get(table.UNEVEN, 0),
    }
