"""The words that a form itself allows, and whether the register can answer in them."""

import re
from collections.abc import Sequence

from linli.insight.sheets.vocabulary import ELEMENTS
from linli.insight.sheets.vocabulary.elements import BOOLEAN, CODE
from linli.registers.residents import public as residents

# 1-男, 01.汉族, ①小学: the number is the list's, not the word's.
NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,3}[）)]?\s*[-.、:：．]?|[①-⑳]|[A-Za-z][-.、．])\s*(?=\D)")
BRACKETS = re.compile(r"[（(]([^（）()]{3,60})[）)]")
BETWEEN = re.compile(r"[/／、,，;；|]")
# What explains, or goes on, is no list of all that may be written.
EXPLAINS = re.compile(r"[如例等注指填选]|以[上下]")
WHETHER = re.compile(r"^(?:是否|有无|是不是|能否)")
LONGEST_WORD = 10
# Lists of elements that are derived, and so have no field of their own.
DERIVED = {
    "household.relation_to_head": "relation",
    "contact.emergency_relation": "relation",
}


def in_label(label: str, element: str) -> list[str]:
    """独居 and 同住 of 居住情况（独居/同住）, 是 and 否 of 是否失能; [] of what is free."""
    if element not in ELEMENTS or ELEMENTS[element].kind not in {CODE, BOOLEAN}:
        return []
    for inside in BRACKETS.findall(label):
        words = [word.strip() for word in BETWEEN.split(inside)]
        short = all(0 < len(word) <= LONGEST_WORD for word in words)
        if len(words) > 1 and short and not EXPLAINS.search(inside):
            return words
    return ["是", "否"] if WHETHER.match(label.strip()) else []


def can_say(element: str, words: Sequence[str]) -> bool:
    """Whether the register's answers come out as at least half of the words."""
    if not words or element not in ELEMENTS or ELEMENTS[element].kind not in {CODE, BOOLEAN}:
        return True
    answers = _answers(element)
    reached = {listed(element, answer, words) for answer in answers} - {""}
    return len(reached) >= len(words) / 2


def _answers(element: str) -> list[residents.elements.Answer]:
    """All that the register usually answers; [] where that is not known beforehand."""
    if _is_yes_or_no(element):
        return [residents.elements.Answer("1", "是"), residents.elements.Answer("0", "否")]
    field = residents.catalogue.FIELDS.get(element)
    if field is not None and field.words:
        return [residents.elements.Answer(word, word) for word in field.words]
    codes = _codes(element)
    entries = residents.codes.entries(codes) if codes else {}
    return [residents.elements.Answer(code, label) for code, label in entries.items()]


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
    if _is_yes_or_no(element):
        allowed = residents.values.YES if value == "1" else residents.values.NO
        return next((word for word, said in plain.items() if said.lower() in allowed), "")
    codes = _codes(element)
    if not codes:
        return ""
    for word, said in plain.items():
        if residents.codes.code_of(codes, said) == value:
            return word
    return ""


def _is_yes_or_no(element: str) -> bool:
    return element in ELEMENTS and ELEMENTS[element].kind == BOOLEAN


def _codes(element: str) -> str:
    field = residents.catalogue.FIELDS.get(element)
    return field.codes if field is not None else DERIVED.get(element, "")
