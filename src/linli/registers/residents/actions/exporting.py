"""Lists of residents taken out: what for is asked, and who took what stands in the log."""

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.files import public as stored
from linli.foundation.places import public as places
from linli.kernel.clock import local_date
from linli.kernel.errors import DomainError, NotAllowed
from linli.registers.residents import columns, tables
from linli.registers.residents.columns import Column
from linli.registers.residents.models import Export, ExportFormat
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import listing
from linli.registers.residents.queries.listing import Filters

MOST_ROWS = 200_000
LOT = 500
KEEP_DAYS = 3
# done, total → whether to go on
Tell = Callable[[int, int], bool]


class TooManyRows(DomainError):
    message = _("超过20万人，一张表放不下。请先用筛选缩小范围，分几次导出。")


class NothingToTake(DomainError):
    message = _("没有符合条件的居民，请换个条件再导出。")


class NeedsPurpose(DomainError):
    message = _("请写明做什么用。居民有权知道自己的信息用在哪里。")


@transaction.atomic
def start(
    *,
    filters: Filters,
    chosen: Sequence[str],
    purpose: str,
    full: bool,
    kind: str,
    by: accounts.User,
    at: dt.datetime,
) -> Export:
    """Ask for a list of whom the filters show. Raises `NeedsPurpose`, `NothingToTake`,
    `TooManyRows`, and `NotAllowed` for numbers in full or sensitive columns without the code."""
    wanted = [column for column in columns.COLUMNS.values() if column.id in set(chosen)]
    _check(by, filters.place, wanted, full=full)
    if not purpose.strip():
        raise NeedsPurpose
    ids = listing.everyone(by, filters, on=local_date(at), most=MOST_ROWS + 1)
    if not ids:
        raise NothingToTake
    if len(ids) > MOST_ROWS:
        raise TooManyRows
    return Export.objects.create(
        by=by,
        at=at,
        purpose=purpose.strip(),
        filters=listing.as_data(filters),
        told=listing.in_words(filters)[:300],
        columns=[column.id for column in wanted],
        full=full,
        format=ExportFormat(kind),
        rows=len(ids),
        secret=stored.sealed.new_secret(),
    )


def _check(
    by: accounts.User, place: places.Place | None, wanted: Sequence[Column], *, full: bool
) -> None:
    """Raise `NotAllowed` for somebody who may not take such a list out."""
    codes = [ResidentsPermission.VIEW]
    if full:
        codes.append(ResidentsPermission.REVEAL)
    if any(column.sensitive for column in wanted):
        codes.append(ResidentsPermission.SENSITIVE)
    for code in codes:
        accounts.check_anywhere(by, code)
    if place is not None:
        accounts.check(by, ResidentsPermission.VIEW, place.place_path)


def _wanted(export: Export) -> list[Column]:
    return [columns.COLUMNS[name] for name in export.columns if name in columns.COLUMNS]


def write(*, export: Export, at: dt.datetime, tell: Tell) -> bool:
    """Write the file as its owner may see it now; False when told to stop.

    Killed on the way, it is written from the start; once ready, nothing happens a second time.
    """
    if export.ready_at is not None:
        return True
    by, on = export.by, local_date(export.at)
    wanted = _wanted(export)
    filters = listing.from_data(export.filters)
    ids = listing.everyone(by, filters, on=on, most=MOST_ROWS)
    with tempfile.TemporaryFile() as file:
        # Closed also when stopped: a workbook has files of its own open.
        with contextlib.closing(tables.table(file, export, wanted, by)) as table:
            for first in range(0, len(ids), LOT):
                people = listing.in_order(ids[first : first + LOT])
                for line in columns.lines(people, wanted, by, full=export.full, on=on):
                    table.add(line)
                if not tell(min(first + LOT, len(ids)), len(ids)):
                    return False
        file.seek(0)
        content = file.read()
    stored.sealed.keep(
        name_of(export), content, secret=export.secret, context=f"residents.export.{export.pk}"
    )
    _ready(export, wanted, len(ids), at)
    return True


@transaction.atomic
def _ready(export: Export, wanted: Sequence[Column], rows: int, at: dt.datetime) -> None:
    """The file can be fetched from now on, and this is in the log."""
    locked = Export.objects.select_for_update().get(pk=export.pk)
    if locked.ready_at is not None:
        return
    export.rows, export.ready_at = rows, at
    export.save(update_fields=["rows", "ready_at"])
    audit.record(
        "residents.export",
        by=export.by,
        at=at,
        subject=export,
        subject_name=export.told,
        place_path=_root(export),
        reason=export.purpose,
        changes={
            "rows": rows,
            "columns": [str(column.label) for column in wanted],
            "full": export.full,
            "format": export.format,
        },
    )


def _root(export: Export) -> str:
    place = listing.from_data(export.filters).place
    own = accounts.paths(export.by, ResidentsPermission.VIEW)
    return place.place_path if place else next(iter(own), "")


@transaction.atomic
def fetch(*, export: Export, by: accounts.User, at: dt.datetime) -> bytes:
    """The file for its owner; each time in the log. Raises FileNotFoundError when it is gone, and
    `NotAllowed` when the owner could not take such a list out any more."""
    if export.by_id != by.pk or export.ready_at is None:
        raise NotAllowed(permission=ResidentsPermission.VIEW)
    _check(by, listing.from_data(export.filters).place, _wanted(export), full=export.full)
    content = stored.sealed.read(
        name_of(export), secret=export.secret, context=f"residents.export.{export.pk}"
    )
    audit.record(
        "residents.fetch_export",
        by=by,
        at=at,
        subject=export,
        subject_name=export.told,
        place_path=_root(export),
        reason=export.purpose,
        changes={"rows": export.rows},
    )
    return content


def forget(export: Export) -> None:
    """Delete a list and its file."""
    stored.sealed.forget(name_of(export))
    export.delete()


def forget_old(*, at: dt.datetime) -> int:
    """Delete the files of some days ago: who took what stays in the log. Returns how many."""
    old = list(Export.objects.filter(at__lt=at - dt.timedelta(days=KEEP_DAYS)))
    for export in old:
        forget(export)
    if old:
        audit.record("residents.forget_exports", by=None, at=at, changes={"lists": len(old)})
    return len(old)


def name_of(export: Export) -> str:
    """Where the sealed file lies in the store."""
    return f"residents/export-{export.pk}"
