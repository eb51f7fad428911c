"""What upper rings hold of somebody beside the register: the typed registry that they fill.

Whoever asks for a copy of the own data (个人信息保护法 art 45) gets what stands here too.
"""

import dataclasses
from collections.abc import Callable, Sequence

from linli.kernel.registry import Registry


@dataclasses.dataclass(frozen=True)
class Section:
    """One table of a copy: a title, headings, and rows of text."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclasses.dataclass(frozen=True)
class Holding:
    """`section(ids)` tells all that a service holds of the person with these files; no rows, and
    it is left out. The caller has made sure that it is the person who asks."""

    code: str
    section: Callable[[Sequence[int]], Section]


HOLDINGS: Registry[Holding] = Registry("what is held of a resident")


def register(holding: Holding) -> None:
    """Called from `AppConfig.ready` of the service."""
    HOLDINGS.register(holding.code, holding)


def sections(ids: Sequence[int]) -> list[Section]:
    """Everything that services hold of somebody."""
    found = [holding.section(ids) for holding in HOLDINGS]
    return [section for section in found if section.rows]
