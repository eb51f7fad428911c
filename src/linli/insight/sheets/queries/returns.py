"""Reads of what departments gave back."""

import dataclasses
import json
from collections.abc import Sequence

from django.db.models import QuerySet

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.insight.sheets.models import Filling, Reading, Returned, ReturnedCell, Verdict
from linli.insight.sheets.permissions import SheetsPermission
from linli.insight.sheets.proposing import fields
from linli.insight.sheets.queries import collecting
from linli.insight.sheets.queries.traces import Reader
from linli.kernel.errors import NotFound
from linli.registers.residents import public as residents


def get_visible(user: accounts.User, pk: int) -> Returned:
    """One returned table for this person; `NotFound` for a foreign one."""
    scope = accounts.scope(user, SheetsPermission.FILL)
    found = Returned.objects.filter(scope, pk=pk).select_related("filling__place", "by").first()
    if found is None:
        raise NotFound
    return found


def latest(filling: Filling) -> Returned | None:
    """What came back last, and was laid beside what was sent."""
    found = filling.returned.select_related("filling__place", "by")
    return found.filter(reading=Reading.READ).first()


def newest(filling: Filling) -> Returned | None:
    """What was put in last, as long as it is not laid beside what was sent: at work, or failed."""
    found = filling.returned.first()
    return found if found is not None and found.reading != Reading.READ else None


def progress(returned: Returned) -> jobs.Progress | None:
    """The bar of its job, None when there is none or it is too old."""
    if returned.progress is None:
        return None
    return jobs.progress.get(returned.progress, owner_id=returned.by_id)


def is_stalled(returned: Returned, bar: jobs.Progress | None) -> bool:
    """Whether its job was given up: somebody may start it again."""
    given_up = bar is None or bar.state == jobs.ProgressState.FAILED
    return returned.reading == Reading.READING and given_up


def may_accept(user: accounts.User, element: str, cell: ReturnedCell) -> bool:
    """Whether the register keeps this as a fact, and the person may write it down."""
    if element not in residents.catalogue.FIELDS or not cell.theirs:
        return False
    path = cell.person.place_path
    edits = accounts.holds(user, residents.ResidentsPermission.EDIT, path)
    return edits and collecting.may_tell(user, element, path)


def cells_of(returned: Returned, key: str = "", *, decided: bool = True) -> QuerySet[ReturnedCell]:
    """The changed cells in the order of the table, perhaps of one field or still open."""
    found = returned.cells.select_related("person__household__dwelling", "by")
    if key:
        found = found.filter(key=key)
    return found if decided else found.filter(verdict=Verdict.OPEN)


@dataclasses.dataclass(frozen=True)
class Shown:
    """A changed cell as this person may see it."""

    cell: ReturnedCell
    label: str
    ours: str
    theirs: str
    acceptable: bool

    @property
    def is_open(self) -> bool:
        return bool(self.cell.verdict == Verdict.OPEN)


def shown(user: accounts.User, reader: Reader, cells: Sequence[ReturnedCell]) -> list[Shown]:
    found = []
    for cell in cells:
        field = reader.by_key[cell.key]
        found.append(
            Shown(
                cell,
                fields.said(field["path"]),
                reader.text(cell.key, cell.ours),
                reader.text(cell.key, cell.theirs),
                may_accept(user, field["element"], cell),
            )
        )
    return found


def added(returned: Returned) -> list[str]:
    """Names that only the department has."""
    names: list[str] = json.loads(returned.added)
    return names


def left(returned: Returned) -> QuerySet[residents.Person]:
    """People whom the department took out."""
    return residents.Person.objects.filter(pk__in=returned.left, merged_into=None)


def choices(reader: Reader, returned: Returned) -> list[tuple[str, str]]:
    """The fields in which something differs."""
    keys = set(returned.cells.order_by().values_list("key", flat=True).distinct())
    return [
        (key, fields.said(field["path"])) for key, field in reader.by_key.items() if key in keys
    ]
