"""What a list of residents can hold: what the page shows, and every fact of the catalogue."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.registers.residents import catalogue, codes, standings, values
from linli.registers.residents.catalogue import Field, Kind
from linli.registers.residents.models import Person
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import tags
from linli.registers.residents.years import age_on

Value = str | int | float | dt.date


@dataclasses.dataclass(frozen=True)
class Column:
    """`field`: a fact of the catalogue; the others are worked out."""

    id: str
    label: object
    width: int = 14
    field: Field | None = None
    sensitive: bool = False

    @property
    def masked(self) -> bool:
        return self.field is not None and self.field.masked


@dataclasses.dataclass(frozen=True)
class ColumnGroup:
    label: object
    sensitive: bool
    columns: tuple[Column, ...]


WIDTHS = {
    Kind.CODE: 10,
    Kind.DAY: 12,
    Kind.WHOLE: 8,
    Kind.AMOUNT: 10,
    Kind.YES_NO: 8,
    Kind.ID_NUMBER: 21,
}


def _column(field: Field, sensitive: bool) -> Column:
    return Column(field.id, field.label, WIDTHS.get(field.kind, 14), field, sensitive)


def _known(name: str) -> Column:
    return _column(catalogue.FIELDS[name], sensitive=False)


BASIC = (
    _known("person.name"),
    _known("person.sex"),
    _known("person.birth_date"),
    Column("age", gettext_lazy("年龄"), 6),
    Column("home", gettext_lazy("住在"), 24),
    Column("grid", gettext_lazy("网格"), 12),
    Column("relation", gettext_lazy("与户主关系"), 12),
    Column("presence", gettext_lazy("状态"), 10),
    Column("registration", gettext_lazy("户籍"), 14),
    Column("tags", gettext_lazy("标签"), 24),
)
SHOWN = {column.id for column in BASIC}
GROUPS = (
    ColumnGroup(gettext_lazy("列表上的"), False, BASIC),
    *(
        ColumnGroup(
            group.label,
            group.sensitive,
            tuple(_column(f, group.sensitive) for f in group.fields if f.id not in SHOWN),
        )
        for group in catalogue.PERSON_GROUPS
    ),
)
COLUMNS = {column.id: column for group in GROUPS for column in group.columns}
USUAL = ("person.name", "person.sex", "age", "home", "relation", "person.phone", "presence")


def offered(user: accounts.User) -> list[ColumnGroup]:
    """The groups that the person may open somewhere."""
    sensitive = accounts.holds_anywhere(user, ResidentsPermission.SENSITIVE)
    return [group for group in GROUPS if sensitive or not group.sensitive]


def lines(
    people: Sequence[Person],
    columns: Sequence[Column],
    user: accounts.User,
    *,
    full: bool,
    on: dt.date,
) -> Iterable[list[Value]]:
    """What stands in the columns, a line for each of the people; rights are asked place by place,
    and what somebody does not want used stays in.

    `people` with their households and dwellings. A constant number of queries.
    """
    wanted = {column.id for column in columns}
    held = tags.held_by(people, user, on=on) if "tags" in wanted else {}
    grids = _grids(people) if "grid" in wanted else {}
    stopped = standings.stopped_groups(person.pk for person in people)
    for person in people:
        may_open = accounts.holds(user, ResidentsPermission.SENSITIVE, person.place_path)
        whole = full and accounts.holds(user, ResidentsPermission.REVEAL, person.place_path)
        known = person.known
        shut = stopped.get(person.pk, frozenset())
        line: list[Value] = []
        for column in columns:
            if column.sensitive and not may_open:
                line.append(_("无权查看"))
            elif shut and column.field and catalogue.GROUP_OF[column.field.id].code in shut:
                line.append(_("本人不同意"))
            elif column.field is not None:
                text = values.value_of(person, column.field, known)
                line.append(_written(column.field, text, whole=whole))
            elif column.id == "tags":
                line.append("、".join(one.tag.name for one in held[person.pk]))
            elif column.id == "grid":
                line.append(grids.get(person.place_path, ""))
            else:
                line.append(_derived(column.id, person, on))
        yield line


def _written(field: Field, text: str, *, whole: bool) -> Value:
    """Dates and figures as such, so that a workbook can sort and add them."""
    if not text or field.masked:
        return text if whole else values.masked(field, text)
    if field.kind == Kind.DAY:
        return dt.date.fromisoformat(text)
    if field.kind == Kind.WHOLE:
        return int(text)
    return float(text) if field.kind == Kind.AMOUNT else values.shown(field, text)


def _derived(name: str, person: Person, on: dt.date) -> Value:
    if name == "age":
        age = age_on(person.born_on, on)
        return "" if age is None else age
    if name == "home":
        return str(person.household or "")
    if name == "relation":
        return codes.kinship(person.relation)
    if name == "presence":
        return person.get_presence_display()
    return person.get_registration_display() if person.registration else ""


def _grids(people: Iterable[Person]) -> Mapping[str, str]:
    """The name of the grid that each path leads through; one query."""
    parts = {
        path: [int(part) for part in path.strip("/").split("/") if part]
        for path in {person.place_path for person in people}
    }
    found = places.in_bulk({pk for line in parts.values() for pk in line})
    grids = {pk: place.name for pk, place in found.items() if place.kind == places.Kind.GRID}
    return {
        path: next((grids[pk] for pk in line if pk in grids), "") for path, line in parts.items()
    }
