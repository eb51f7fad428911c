"""What other apps may use."""

from linli.foundation.places.actions import add, update_card
from linli.foundation.places.models import Kind, Place
from linli.foundation.places.queries import (
    ancestors,
    choices,
    communities,
    communities_above,
    contains,
    find,
    nearest,
    only_community,
    open_place,
    public_card,
    subtree,
    within,
)

__all__ = [
    "Kind",
    "Place",
    "add",
    "ancestors",
    "choices",
    "communities",
    "communities_above",
    "contains",
    "find",
    "nearest",
    "only_community",
    "open_place",
    "public_card",
    "subtree",
    "update_card",
    "within",
]
