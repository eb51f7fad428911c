"""One cell: the register's answer in the words of the form."""

import dataclasses
import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from linli.insight.sheets.filling.plan import Value
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.proposing.own_words import listed
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.insight.sheets.vocabulary.elements import CODE, DATE, DECIMAL, INTEGER
from linli.kernel import identity
from linli.registers.residents import public as residents

# How a cell turned out, one letter each: as it should be; nothing known; known for too long; the
# form's list has no such word; not for this person to see; seen in part.
GOOD, EMPTY, STALE, UNLISTED, CLOSED, MASKED = ".", "e", "s", "l", "c", "m"
# Nothing known either, and a person has said what to write then.
OTHERWISE = "o"

CODED = re.compile(r"代码|编码")


@dataclasses.dataclass(frozen=True)
class Cell:
    """What to write, the same as text, and how it turned out."""

    value: Value
    text: str
    mark: str = GOOD


NOTHING = Cell(None, "", EMPTY)


def cell(field: Field, answer: residents.elements.Answer) -> Cell:
    """An answer as this field wants it."""
    kind = ELEMENTS[field["element"]].kind if field["element"] in ELEMENTS else ""
    if kind == CODE and CODED.search(field["path"][-1]) and not field["list"]:
        return Cell(answer.value, answer.value)
    if field["list"]:
        word = listed(field["element"], answer, field["list"])
        return Cell(word, word) if word else Cell(None, answer.text, UNLISTED)
    if kind == DATE:
        return _date(answer.value)
    if kind in {INTEGER, DECIMAL}:
        return _number(answer.value)
    return Cell(answer.text, answer.text)


def _date(value: str) -> Cell:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return Cell(value, value)
    return Cell(day, day.isoformat())


def _number(value: str) -> Cell:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return Cell(value, value)
    return Cell(int(number) if number == number.to_integral_value() else number, value)


def shown_in_part(field: Field, answer: residents.elements.Answer) -> Cell:
    """For who may not see the whole number."""
    known = residents.catalogue.FIELDS.get(field["element"])
    if known is not None:
        text = residents.values.masked(known, answer.value)
    elif field["element"].endswith("_phone"):
        text = identity.mask_phone(answer.text)
    else:
        text = identity.mask_id_number(answer.text)
    return Cell(text, text, MASKED)
