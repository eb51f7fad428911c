"""What other apps may use."""

from linli.foundation.places.actions import add, draw, update_card
from linli.foundation.places.address_book import AddressBook
from linli.foundation.places.addresses import beyond, mentioned
from linli.foundation.places.bulk import Line, Register, add_lines, remove_unused
from linli.foundation.places.models import Kind, Place
from linli.foundation.places.permissions import MANAGE
from linli.foundation.places.queries import (
    TREE_ORDER,
    Drawn,
    ancestors,
    choices,
    communities,
    communities_above,
    communities_called,
    contains,
    find,
    in_bulk,
    nearest,
    of_kind,
    offered,
    only_community,
    open_at,
    open_place,
    part_of,
    public_card,
    sketch,
    subtree,
    within,
)

__all__ = [
    "MANAGE",
    "TREE_ORDER",
    "AddressBook",
    "Drawn",
    "Kind",
    "Line",
    "Place",
    "Register",
    "add",
    "add_lines",
    "ancestors",
    "beyond",
    "choices",
    "communities",
    "communities_above",
    "communities_called",
    "contains",
    "draw",
    "find",
    "in_bulk",
    "mentioned",
    "nearest",
    "of_kind",
    "offered",
    "only_community",
    "open_at",
    "open_place",
    "part_of",
    "public_card",
    "remove_unused",
    "sketch",
    "subtree",
    "update_card",
    "within",
]
