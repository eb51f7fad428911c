"""Text from outside, before it is kept or written out."""

import re
from collections.abc import Iterable, Mapping

# NUL, which PostgreSQL refuses, the other signs that nothing shows, and halves of signs.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def typed(data: Mapping[str, str], name: str) -> str:
    """A value of an address or a form that no form of ours has checked, without signs that
    nothing shows; "" where there is none."""
    return CONTROLS.sub("", data.get(name, "")).strip()


def ids(given: Iterable[str]) -> list[int]:
    """Those of some values of an address or a form that can be ids of rows."""
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19]


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
