"""A named list that upper rings fill while the program starts (`AppConfig.ready`)."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.apps import apps

T = TypeVar("T")


class AlreadyRegistered(Exception):
    """Two parts of the program use one key."""


class RegistryClosed(Exception):
    """Something was registered after start-up: other processes would not know it."""


class Registry(Generic[T]):
    """Items by key, in the order of registration, which is the order of INSTALLED_APPS.

    The owner of the extension point makes it: `KINDS: Registry[WorkKind] = Registry("work kinds")`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[str, T] = {}

    def register(self, key: str, item: T) -> T:
        if apps.ready:
            raise RegistryClosed(f"{self.name}: {key!r} came after start-up")
        if key in self._items:
            raise AlreadyRegistered(f"{self.name}: {key!r} is taken")
        self._items[key] = item
        return item

    def __getitem__(self, key: str) -> T:
        """Raises KeyError for a key that no installed app registered."""
        return self._items[key]

    def get(self, key: str) -> T | None:
        return self._items.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def keys(self) -> list[str]:
        return list(self._items)
