"""Text from outside, before it is kept or written out."""

import re
from collections.abc import Iterable, Mapping

# NUL, which PostgreSQL refuses, the other signs that nothing shows, and halves of signs.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def typed(data: Mapping[str, str], name: str) -> str:
    """A value of an address or a form that no form of ours has checked, without signs that
    nothing shows; "" where there is none."""
    return CONTROLS.sub("", data.get(name, "")).strip()


# Ids have 19 digits at the most; and of a text of thousands `int` makes no number, but an error.
LONGEST_NUMBER = 18


def whole_number(text: str) -> int | None:
    """A number as somebody from outside has written it, in digits alone; None for anything else.

    Not by `isdigit`: "²" is a digit, and no number.
    """
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def follows(text: str, before: str) -> bool:
    """Whether two texts are numbers, of which one comes next."""
    number, last = whole_number(text), whole_number(before)
    return number is not None and last is not None and number == last + 1


def ids(given: Iterable[str]) -> list[int]:
    """Those of some values of an address or a form that can be ids of rows."""
    return [number for one in given if (number := whole_number(one)) is not None]


def own_words(text: str) -> str:
    """What somebody wrote or pasted, without signs that nothing shows: no document can hold them.

    Word sends a vertical tab for a line that was broken by hand.
    """
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\x0b", "\n"))


# What the foot of a printed sheet holds, counted as Excel counts: in halves of UTF-16.
FOOT_LENGTH = 200


def for_foot(text: str) -> str:
    """The text as the foot of a sheet takes it: not too long, and "&" begins no command."""
    length, shown = 0, []
    for sign in text:
        length += (2 if sign == "&" else 1) + (ord(sign) > 0xFFFF)
        if length > FOOT_LENGTH:
            break
        shown.append(sign)
    return "".join(shown).replace("&", "&&")
