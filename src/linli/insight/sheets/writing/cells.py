"""One cell: the register's answer in the words of the form."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from linli.insight.sheets.filling.plan import Value
from linli.insight.sheets.proposing.fields import Field
from linli.insight.sheets.vocabulary import ELEMENTS
from linli.insight.sheets.vocabulary.elements import BOOLEAN, CODE, DATE, DECIMAL, INTEGER
from linli.kernel import identity
from linli.registers.residents import public as residents

# How a cell turned out, one letter each: as it should be; nothing known; known for too long; the
# form's list has no such word; not for this person to see; seen in part.
GOOD, EMPTY, STALE, UNLISTED, CLOSED, MASKED = ".", "e", "s", "l", "c", "m"
# Nothing known either, and a person has said what to write then.
OTHERWISE = "o"

CODED = re.compile(r"代码|编码")
# 1-男, 01.汉族, ①小学: the number is the list's, not the word's.
NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,3}[）)]?\s*[-.、:：．]?|[①-⑳]|[A-Za-z][-.、．])\s*(?=\D)")


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


def listed(element: str, answer: residents.elements.Answer, words: Sequence[str]) -> str:
    """The form's own word for an answer; "" where it has none or could mean several."""
    plain = {word: NUMBERED.sub("", word).strip() for word in words}
    for word, said in plain.items():
        if said == answer.text or word.strip() == answer.value:
            return word
    by_code = _by_code(element, answer.value, plain)
    if by_code:
        return by_code
    inside = [word for word, said in plain.items() if said and said in answer.text]
    if inside:
        # 非农业 rather than 农业 for 非农业户口.
        return max(inside, key=lambda word: len(plain[word]))
    around = [word for word, said in plain.items() if answer.text in said]
    return around[0] if len(around) == 1 else ""


def _by_code(element: str, value: str, plain: dict[str, str]) -> str:
    field = residents.catalogue.FIELDS.get(element)
    if ELEMENTS[element].kind == BOOLEAN if element in ELEMENTS else False:
        allowed = residents.values.YES if value == "1" else residents.values.NO
        return next((word for word, said in plain.items() if said.lower() in allowed), "")
    codes = field.codes if field is not None else CODES.get(element, "")
    if not codes:
        return ""
    for word, said in plain.items():
        if residents.codes.code_of(codes, said) == value:
            return word
    return ""


# Lists of elements that are derived, and so have no field of their own.
CODES = {
    "household.relation_to_head": "relation",
    "contact.emergency_relation": "relation",
}


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
