"""Which columns of a table are in other tables already. Pure.

Two columns ask for the same when they mean the same element; where the meaning of one is not known,
when they ask with the same words. Each column finds at most one partner, so that nine of eleven
means nine.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from linli.insight.sheets.meaning.folding import read_label

# Names and numbers stand in every roster: what overlaps less is no reason to merge.
FEWEST, SHARE = 3, 0.5
NO_FACT = frozenset(
    read_label(words).base
    for words in ("序号", "编号", "序", "号", "备注", "填报单位", "填表单位", "填表人", "填报日期")
)


@dataclasses.dataclass(frozen=True)
class Column:
    """What one column asks for: the words as written, folded, and the element if known."""

    words: str
    label: str
    element: str = ""

    def same(self, other: "Column") -> bool:
        if self.element and other.element:
            return self.element == other.element
        return bool(self.label) and self.label == other.label


@dataclasses.dataclass(frozen=True)
class Common:
    """A column with its partner in the other table."""

    asked: Column
    known: Column


@dataclasses.dataclass(frozen=True)
class Overlap:
    """How much of what is asked the other table has."""

    common: tuple[Common, ...]
    new: tuple[Column, ...]

    @property
    def asked(self) -> int:
        return len(self.common) + len(self.new)

    @property
    def share(self) -> float:
        return len(self.common) / self.asked if self.asked else 0.0

    @property
    def is_much(self) -> bool:
        return len(self.common) >= FEWEST and self.share >= SHARE


def columns(fields: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns of a form's fields that ask for a fact. Who fills it, when, the serial number and
    remarks stand on every form."""
    found = []
    for field in fields:
        path = [str(words) for words in field.get("path") or ()]
        words = path[-1].strip() if path else ""
        label = read_label(words).base if words else ""
        element = str(field.get("element") or "")
        if (label or element) and label not in NO_FACT and not element.startswith("report."):
            found.append(Column(words, label, element))
    return tuple(found)


def compare(asked: Sequence[Column], known: Sequence[Column]) -> Overlap:
    """What of the asked columns is in the known ones. Known meanings are matched before words,
    so that a column of unknown meaning takes no partner from one that is sure."""
    free = list(known)
    partner: dict[int, Column] = {}
    for by_element in (True, False):
        for number, column in enumerate(asked):
            if number in partner:
                continue
            for other in free:
                if bool(column.element and other.element) is by_element and column.same(other):
                    partner[number] = other
                    free.remove(other)
                    break
    return Overlap(
        tuple(Common(column, partner[n]) for n, column in enumerate(asked) if n in partner),
        tuple(column for n, column in enumerate(asked) if n not in partner),
    )
