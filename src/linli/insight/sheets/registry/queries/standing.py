"""How a form stands that somebody is asked to fill, and which tables ask for the same already."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Q

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.insight.sheets.models import Filling, Form
from linli.insight.sheets.registry import overlap, permissions, population
from linli.insight.sheets.registry.models import Blank, Ground, Sending, Table
from linli.insight.sheets.registry.overlap import Overlap
from linli.insight.sheets.registry.permissions import TablesPermission
from linli.insight.sheets.registry.queries import tables
from linli.insight.sheets.registry.states import NOT_OBLIGED, State, state_on
from linli.registers.residents import public as residents

# Enough for a street with all its old blanks; the newest first.
MOST_FORMS = 400
MOST_SHOWN = 3


@dataclasses.dataclass(frozen=True)
class Known:
    """A table that asks for much of the same, and when it was sent last."""

    form_pk: int
    title: str
    table: Table | None
    overlap: Overlap
    sent_at: dt.datetime | None
    # Whether it tells of the same people, and of whom, where both are known.
    same_people: bool | None = None
    people: str = ""


@dataclasses.dataclass(frozen=True)
class Standing:
    """How a form stands at a place. `table` is None where nobody has noted it yet."""

    form: Form
    table: Table | None
    state: State
    grounds: tuple[Ground, ...]
    known: tuple[Known, ...]
    may_answer: bool

    @property
    def is_obliged(self) -> bool:
        return self.state not in NOT_OBLIGED

    @property
    def owner(self) -> str:
        """The department that asks, where it is known."""
        return self.table.owned_by if self.table else ""

    @property
    def others(self) -> tuple[Known, ...]:
        """Those that have less of it than the first."""
        return self.known[1:]

    @property
    def is_expired(self) -> bool:
        return self.state == State.EXPIRED


def standing_of(
    form: Form,
    *,
    place: places.Place,
    user: accounts.User,
    on: dt.date,
    people: Sequence[population.Filter] = (),
) -> Standing | None:
    """How a form stands for a filling at a place, for the page of the filling; None for somebody
    who does not see the list."""
    if not accounts.holds(user, TablesPermission.VIEW, place.place_path):
        return None
    table = table_of(form, place.place_path)
    state = state_on(table.state, table.expires_on, on) if table else State.UNREGISTERED
    grounds = () if state == State.REGISTERED else tuple(tables.grounds(in_use=True))
    may_answer = (
        permissions.can_answer(user, table)
        if table
        else accounts.holds(user, TablesPermission.ANSWER, place.place_path)
    )
    known = [_of_whom(one, people, place, user) for one in overlaps(form, user=user)]
    # One that tells of the same people can stand for it as it is.
    known.sort(key=lambda one: not one.same_people)
    return Standing(form, table, state, grounds, tuple(known), may_answer)


def standing_for(filling: Filling, *, user: accounts.User, on: dt.date) -> Standing | None:
    """The same for a filling; None while its file is being read."""
    if filling.form is None:
        return None
    people = population.of_filling(filling)
    return standing_of(filling.form, place=filling.place, user=user, on=on, people=people)


def _of_whom(
    known: Known, people: Sequence[population.Filter], place: places.Place, user: accounts.User
) -> Known:
    """The same with what is known of whom both tell."""
    sent = Sending.objects.filter(accounts.scope(user, TablesPermission.VIEW), form=known.form_pk)
    last = sent.order_by("-at").first()
    if last is None or not last.people or not people:
        return known
    tags = {tag.pk: tag.name for tag in residents.tag_dictionary(closed=True)}
    return dataclasses.replace(
        known,
        same_people=population.same(people, last.people),
        people=population.said(last.people, place, tags),
    )


def table_of(form: Form, path: str) -> Table | None:
    """The table that a form is a blank of, at a place or above it; the nearest, and of several
    there the one that is registered."""
    above = [path[: end + 1] for end, sign in enumerate(path) if sign == "/"]
    found = Table.objects.filter(blanks__form=form, place_path__in=above)
    rank = {State.REGISTERED: 0, State.UNREGISTERED: 1}
    return min(
        found.select_related("owner", "place", "merged_into"),
        key=lambda table: (rank.get(State(table.state), 2), -len(table.place_path)),
        default=None,
    )


def overlaps(form: Form, *, user: accounts.User) -> tuple[Known, ...]:
    """Which known tables have much of what a form asks for; the most first."""
    asked = overlap.columns(form.fields)
    return known_with(asked, user=user, but=form.pk) if asked else ()


def known_with(
    asked: tuple[overlap.Column, ...], *, user: accounts.User, but: int
) -> tuple[Known, ...]:
    """Known tables that have much of some columns. What was refused or merged is no help, nor what
    nobody has admitted and nobody has sent."""
    held: dict[int, Table] = {}
    linked = Blank.objects.filter(permissions.visible(user, "table__place_path"))
    for blank in linked.exclude(form=but).select_related("table__owner"):
        held.setdefault(blank.form_id, blank.table)
    sent = Sending.objects.filter(accounts.scope(user, TablesPermission.VIEW))
    forms = Form.objects.filter(Q(pk__in=held) | Q(pk__in=sent.values("form"))).exclude(pk=but)
    rows = list(forms.order_by("-pk").values("pk", "title", "fields")[:MOST_FORMS])
    last: dict[int, Any] = dict(
        sent.filter(form__in=[row["pk"] for row in rows])
        .order_by()
        .values_list("form")
        .annotate(last=Max("at"))
    )
    best: dict[str, Known] = {}
    for row in rows:
        table = held.get(row["pk"])
        if table is not None and table.state in {State.REFUSED, State.MERGED}:
            continue
        if table is not None and table.state == State.UNREGISTERED and row["pk"] not in last:
            continue
        found = overlap.compare(asked, overlap.columns(row["fields"]))
        title = table.title if table else row["title"]
        known = Known(row["pk"], title, table, found, last.get(row["pk"]))
        if found.is_much and (
            title not in best or len(found.common) > len(best[title].overlap.common)
        ):
            best[title] = known
    ranked = sorted(best.values(), key=lambda known: (-len(known.overlap.common), known.title))
    return tuple(ranked[:MOST_SHOWN])
