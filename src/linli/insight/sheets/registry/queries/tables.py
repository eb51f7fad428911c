"""Reads of the list of tables."""

import dataclasses
import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.insight.sheets.models import Filling, Form
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.registry import letters
from linli.insight.sheets.registry.models import (
    Blank,
    CellCost,
    Due,
    Ground,
    Reply,
    ReplyTemplate,
    Table,
)
from linli.insight.sheets.registry.permissions import TablesPermission, visible
from linli.insight.sheets.registry.presets import SECONDS, SOURCE
from linli.insight.sheets.registry.states import State
from linli.kernel.errors import NotFound
from linli.registers.organisations import public as organisations

MOST_UNLISTED = 50
MOST_DUES = 24
MOST_PAST = 40


@dataclasses.dataclass(frozen=True)
class Asked:
    """The filters of the page; "" and None ask for nothing."""

    words: str = ""
    owner: str = ""
    cycle: str = ""
    state: str = ""
    due_before: dt.date | None = None


def visible_to(user: accounts.User) -> QuerySet[Table]:
    """Tables that hold at places where this person sees the list."""
    return Table.objects.filter(visible(user)).select_related("owner", "place", "merged_into")


def get_visible(user: accounts.User, pk: int) -> Table:
    """One of them; `NotFound` for a foreign one."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def listing(user: accounts.User, asked: Asked, *, on: dt.date) -> QuerySet[Table]:
    """What fits the filters of the page."""
    found = visible_to(user)
    if asked.words:
        found = found.filter(
            Q(title__contains=asked.words)
            | Q(owner__name__contains=asked.words)
            | Q(owner_name__contains=asked.words)
            | Q(approval_number__contains=asked.words)
            | Q(legal_basis__contains=asked.words)
        )
    if asked.owner:
        found = found.filter(Q(owner__name=asked.owner) | Q(owner_name=asked.owner))
    if asked.cycle:
        found = found.filter(cycle=asked.cycle)
    if asked.due_before:
        found = found.filter(next_due_on__lte=asked.due_before)
    return found.filter(in_state(asked.state, on)) if asked.state else found


def in_state(state: str, on: dt.date) -> Q:
    """Tables that stand like this on a day."""
    past = Q(expires_on__lt=on)
    if state == State.EXPIRED:
        return Q(state=State.REGISTERED) & past
    if state == State.REGISTERED:
        return Q(state=state) & ~past
    return Q(state=state)


def owners(user: accounts.User) -> list[str]:
    """The names of all departments in the list, for the filter."""
    pairs = visible_to(user).order_by().values_list("owner__name", "owner_name").distinct()
    return sorted({name or other for name, other in pairs})


def departments(user: accounts.User) -> QuerySet[organisations.Organisation]:
    """Units that a table may belong to."""
    paths = accounts.paths(user, TablesPermission.ANSWER)
    kinds = [organisations.Kind.DEPARTMENT, organisations.Kind.STREET, organisations.Kind.UTILITY]
    return organisations.serving_any(paths).filter(kind__in=kinds)


def places_for(user: accounts.User) -> QuerySet[places.Place]:
    """Places for which this person notes tables, down to the communities."""
    kinds = [places.Kind.CITY, places.Kind.DISTRICT, places.Kind.STREET, places.Kind.COMMUNITY]
    scope = accounts.scope(user, TablesPermission.ANSWER, "path")
    return places.choices(scope).filter(kind__in=kinds)


def answerable(user: accounts.User) -> QuerySet[Table]:
    """Tables about which this person may write to the department."""
    return Table.objects.filter(accounts.scope(user, TablesPermission.ANSWER))


def issuers(user: accounts.User, table: Table) -> QuerySet[organisations.Organisation]:
    """Units in whose name a reply may go: committees and the street of the person's places."""
    kinds = [organisations.Kind.COMMUNITY, organisations.Kind.STREET]
    paths = [
        path
        for path in accounts.paths(user, TablesPermission.ANSWER)
        if places.contains(path, table.place_path)
    ]
    return organisations.serving_any(paths).filter(kind__in=kinds)


def unlisted(user: accounts.User) -> QuerySet[Form]:
    """Forms that were filled at this person's places and belong to no table of the list yet."""
    filled = Filling.objects.filter(accounts.scope(user, SheetsPermission.FILL))
    known = Blank.objects.filter(visible(user, "table__place_path"), form=OuterRef("pk"))
    return Form.objects.filter(~Exists(known), pk__in=filled.values("form")).order_by("-pk")[
        :MOST_UNLISTED
    ]


def get_form(user: accounts.User, pk: int) -> Form:
    """A form that was filled at this person's places; `NotFound` for another."""
    filled = Filling.objects.filter(accounts.scope(user, SheetsPermission.FILL), form=pk)
    found = Form.objects.filter(pk=pk).first() if filled.exists() else None
    if found is None:
        raise NotFound
    return found


def last_filled(form: Form, user: accounts.User) -> Filling | None:
    """The latest filling of a form at this person's places."""
    scope = accounts.scope(user, SheetsPermission.FILL)
    return Filling.objects.filter(scope, form=form).select_related("place").first()


def blanks(table: Table) -> QuerySet[Blank]:
    """The forms of a table, the newest first."""
    return table.blanks.select_related("form", "by")


def get_blank(user: accounts.User, pk: int) -> Blank:
    """One of them; `NotFound` for a foreign one."""
    mine = Blank.objects.filter(visible(user, "table__place_path"), pk=pk)
    found = mine.select_related("table", "form").first()
    if found is None:
        raise NotFound
    return found


def dues(user: accounts.User, table: Table) -> QuerySet[Due]:
    """When communities of this person had to send the table, the latest first."""
    scope = accounts.scope(user, TablesPermission.VIEW)
    found = table.dues.filter(scope).select_related("place", "work", "filling", "closed_by")
    return found[:MOST_DUES]


def get_due(user: accounts.User, pk: int) -> Due:
    """One of them; `NotFound` for a foreign one."""
    mine = Due.objects.filter(accounts.scope(user, TablesPermission.VIEW), pk=pk)
    found = mine.select_related("table", "place", "work").first()
    if found is None:
        raise NotFound
    return found


def replies(table: Table) -> QuerySet[Reply]:
    """The letters about a table, the latest first."""
    return table.replies.select_related("by", "undone_by", "into")


def get_reply(user: accounts.User, pk: int) -> Reply:
    """One of them; `NotFound` for a foreign one."""
    found = Reply.objects.filter(visible(user), pk=pk).select_related("table", "into").first()
    if found is None:
        raise NotFound
    return found


def next_number(table: Table, year: int) -> str:
    """The number that the next letter of a place would have."""
    used = Reply.objects.filter(place_path=table.place_path, at__year=year).count()
    return letters.numbered(year, used + 1)


def mergeable(user: accounts.User, table: Table, *, on: dt.date) -> QuerySet[Table]:
    """Tables that a department may be asked to use instead."""
    return visible_to(user).filter(in_state(State.REGISTERED, on)).exclude(pk=table.pk)


@dataclasses.dataclass(frozen=True)
class Past:
    """One thing that was done with a table."""

    at: dt.datetime
    words: str
    who: str
    text: str


def history(table: Table) -> list[Past]:
    """What was done with a table, the latest first; the jobs of the night are left out."""
    events = audit.of_subject(table).exclude(action="tables.open_due")[:MOST_PAST]
    return [
        Past(
            event.at,
            audit.word_for(event.action),
            event.actor_name or _("系统"),
            "，".join(
                filter(
                    None,
                    [
                        event.reason,
                        *(f"{name} {text}" for name, text in audit.particulars(event.changes)),
                    ],
                )
            ),
        )
        for event in events
    ]


def grounds(*, in_use: bool = False) -> QuerySet[Ground]:
    """The rules that let a community refuse; `in_use`: those that hold here."""
    return Ground.objects.filter(in_use=True) if in_use else Ground.objects.all()


def get_ground(pk: int) -> Ground:
    """One of them; `NotFound` when there is none."""
    found = Ground.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def templates() -> QuerySet[ReplyTemplate]:
    """The words of replies."""
    return ReplyTemplate.objects.order_by("-kind")


def get_template(kind: str) -> ReplyTemplate:
    """The words of one kind of reply; `NotFound` for an unknown kind."""
    found = ReplyTemplate.objects.filter(kind=kind).first()
    if found is None:
        raise NotFound
    return found


def cell_cost() -> CellCost:
    """How long a cell takes, as this site has it."""
    return CellCost.objects.first() or CellCost(seconds=SECONDS, source=SOURCE)
