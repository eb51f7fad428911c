"""What people's own word makes of what the register holds of them: the registry upper rings fill.

Whoever withdraws a consent or limits what is done with the own data (个人信息保护法 arts 15, 44) is
heard here: a group of facts that is `stopped` is neither shown nor changed nor given away.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import DomainError
from linli.kernel.registry import Registry
from linli.registers.residents.catalogue import GROUP_OF, Group


class Stopped(DomainError):
    message = _("本人不同意使用这类信息，不能查看、修改或提供。本人改变主意并重新同意以后才能用。")


@dataclasses.dataclass(frozen=True)
class Standing:
    """What is to be said of a group of somebody's facts, in words, and where it can be changed."""

    words: object
    stopped: bool = False
    url: str = ""


@dataclasses.dataclass(frozen=True)
class Source:
    """Answers for many people in a constant number of queries.

    `standings(ids)`: id → code of a group → what is to be said, for pages. `stopped(ids)`: id →
    codes of the groups that may not be used, of those people who have such; asked for thousands.
    """

    standings: Callable[[Sequence[int]], Mapping[int, Mapping[str, Standing]]]
    stopped: Callable[[Sequence[int]], Mapping[int, frozenset[str]]]


SOURCES: Registry[Source] = Registry("standings of residents' facts")


def register(code: str, source: Source) -> None:
    """Called from `AppConfig.ready`."""
    SOURCES.register(code, source)


def of_people(ids: Iterable[int]) -> dict[int, dict[str, Standing]]:
    """What is to be said of some people's facts; where two sources speak, the stricter counts."""
    asked = list(ids)
    found: dict[int, dict[str, Standing]] = {}
    for source in SOURCES if asked else ():
        for pk, groups in source.standings(asked).items():
            own = found.setdefault(pk, {})
            for code, standing in groups.items():
                if code not in own or standing.stopped:
                    own[code] = standing
    return found


def of_person(pk: int | None) -> dict[str, Standing]:
    """The same of one person; nobody has none."""
    return of_people([pk]).get(pk, {}) if pk is not None else {}


def stopped_groups(ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Codes of the groups that may not be used, of those people who have such."""
    asked = list(ids)
    found: dict[int, frozenset[str]] = {}
    for source in SOURCES if asked else ():
        for pk, groups in source.stopped(asked).items():
            found[pk] = found.get(pk, frozenset()) | groups
    return found


def check(pk: int | None, groups: Iterable[Group]) -> None:
    """Raise `Stopped` when one of these groups of somebody's facts may not be used."""
    if pk is None:
        return
    stopped = stopped_groups([pk]).get(pk, frozenset())
    if any(group.code in stopped for group in groups):
        raise Stopped


def groups_of(fields: Iterable[str]) -> set[Group]:
    """The groups that some fields belong to."""
    return {GROUP_OF[name] for name in fields}
