"""What the desk's search box looks through: the typed registry that upper apps fill."""

import dataclasses
from collections.abc import Callable, Iterator

from linli.foundation.accounts.grants import holds_anywhere
from linli.foundation.accounts.models import User
from linli.kernel.registry import Registry


@dataclasses.dataclass(frozen=True)
class Hit:
    """One thing found; `detail` tells it from others of the same name, masked where personal."""

    title: str
    url: str
    detail: str = ""


@dataclasses.dataclass(frozen=True)
class SearchSource:
    """`find(user, words, limit)` gives what this person may see, best first, at most `limit`."""

    code: str
    label: object
    icon: str
    find: Callable[[User, str, int], list[Hit]]
    permission: str = ""


SOURCES: Registry[SearchSource] = Registry("search sources")


def register(source: SearchSource) -> None:
    """Called from `AppConfig.ready` of the app that can find something."""
    SOURCES.register(source.code, source)


def search(user: User, words: str, limit: int) -> Iterator[tuple[SearchSource, list[Hit]]]:
    """What each source found; sources that found nothing are left out."""
    for source in SOURCES:
        if source.permission and not holds_anywhere(user, source.permission):
            continue
        if hits := source.find(user, words, limit):
            yield source, hits
