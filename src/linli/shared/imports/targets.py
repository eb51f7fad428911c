"""What rows can become: the typed registry that upper rings fill."""

import dataclasses
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.registry import Registry


class Kind(StrEnum):
    """How a field's cell is read; see `cells`."""

    TEXT = "text"
    LINE = "line"
    IDENTIFIER = "identifier"
    MOMENT = "moment"
    DAY = "day"
    YES_NO = "yes_no"


@dataclasses.dataclass(frozen=True)
class Field:
    """One column that a target can use.

    `aliases`: other names that the column goes by, separated by spaces, the most telling first.
    `example`: how a cell may look, told in the blank workbook.
    """

    name: str
    label: str
    aliases: str = ""
    required: bool = False
    kind: Kind = Kind.LINE
    longest: int = 200
    example: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        return (str(self.label), *self.aliases.split())


@dataclasses.dataclass(frozen=True)
class Option:
    """A question about the whole file, asked beside the columns. `choices`: (code, label)."""

    name: str
    label: object
    choices: tuple[tuple[str, object], ...]
    default: str


@dataclasses.dataclass(frozen=True)
class Order:
    """Under what terms rows are brought in: by whom, where, with which answers to the options."""

    run_id: int
    place: places.Place
    options: Mapping[str, str]
    by: accounts.User | None
    at: dt.datetime


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is wrong in a row: which field, and a sentence without the cell's address."""

    field: str
    words: str


@dataclasses.dataclass(frozen=True)
class Good:
    """A row that can be brought in, as the target itself wants it."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Change:
    """A row that is here already, about which the file now knows more."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Same:
    """A row whose content is here already: nothing is to be done."""


@dataclasses.dataclass(frozen=True)
class Bad:
    """A row that has to be mended first."""

    problems: tuple[Problem, ...]


Verdict = Good | Change | Same | Bad


@dataclasses.dataclass(frozen=True)
class Record:
    """A row's cells by field, read by their kinds; a field without a column is missing."""

    row: int
    values: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """The value, or None when the cell is empty or there is no such column."""
        return self.values.get(name) or None


@dataclasses.dataclass(frozen=True)
class TakenBack:
    """Result of an undo: how many things are gone, how many somebody has worked on since."""

    removed: int = 0
    kept: int = 0


class Target(ABC):
    """Where rows go. Stateless: what a run needs is made once by `prepare` and passed on.

    `permission` is asked at the chosen place; with `site_wide` it must be held for all
    communities, because the rows hold for everybody. `place_kinds` says for what places rows
    may be: usually for one community.
    """

    slug: str
    label: object
    description: object
    permission: str
    fields: tuple[Field, ...]
    options: tuple[Option, ...] = ()
    site_wide = False
    place_kinds: tuple[places.Kind, ...] = (places.Kind.COMMUNITY,)
    # Where it stands on the first page; what comes every week stands first.
    order = 50

    def results_url(self, ids: Sequence[int]) -> str:
        """Where one looks at what came in with these ids; "" when there is no such page."""
        return ""

    @abstractmethod
    def prepare(self, order: Order) -> Any:
        """What `check` and `commit` need to know: read once, however many rows come."""

    @abstractmethod
    def check(self, records: Sequence[Record], context: Any) -> list[Verdict]:
        """One verdict for each record, in a constant number of queries. Writes nothing.

        Called with all rows of a file in order, some hundreds at a time.
        """

    @abstractmethod
    def commit(self, values: Sequence[Any], context: Any) -> list[int]:
        """Create what the good rows say, inside the caller's transaction; ids in order."""

    @abstractmethod
    def undo(self, ids: Sequence[int], *, by: accounts.User | None, at: dt.datetime) -> TakenBack:
        """Remove what `commit` created, unless somebody has worked on it; caller's transaction."""

    def update(self, values: Sequence[Any], context: Any) -> list[Any]:
        """Bring what is here up to what the changed rows say, inside the caller's transaction.

        Returns what `undo_updates` needs to give the old state back, as JSON can keep it. Only for
        targets whose `check` finds a `Change`.
        """
        raise NotImplementedError

    def undo_updates(
        self, notes: Sequence[Any], *, by: accounts.User | None, at: dt.datetime
    ) -> TakenBack:
        """Give the state before `update` back, unless somebody has worked on it since."""
        raise NotImplementedError


TARGETS: Registry[Target] = Registry("import targets")


def register(target: Target) -> None:
    """Called from `AppConfig.ready` of the app that owns the records."""
    TARGETS.register(target.slug, target)
    audit.declare({}, values={"target": [(target.slug, target.label)]})
