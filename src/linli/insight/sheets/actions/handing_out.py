"""Giving a filled form out of the system, and throwing one away."""

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import permissions, vault
from linli.insight.sheets.actions.moves import record
from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.models import Filling
from linli.insight.sheets.states import State
from linli.insight.sheets.writing import working_copy
from linli.insight.sheets.writing.trace import Trace
from linli.kernel.errors import DomainError
from linli.shared.work import public as work

# As many files as people.
MANY = "zip"
PARTS = (vault.SOURCE, vault.LAYOUT, vault.OUTPUT, vault.TRACE)


class Forgotten(DomainError):
    message = gettext_lazy("这张表的文件已按期限删除，只留下填过的记录。请把空白表再放进来填。")


class NotFilledYet(DomainError):
    message = gettext_lazy("这张表还没有填好，请稍等或先点“填表”。")


class SentAlready(DomainError):
    message = gettext_lazy("已报送的表要留底，不能删除。标错了可以先撤回报送标记。")


@dataclasses.dataclass(frozen=True)
class Handed:
    """A file as it goes out, under the name that the form came with."""

    name: str
    content: bytes


def hand_out(*, filling: Filling, by: accounts.User, at: dt.datetime) -> Handed:
    """The filled form; each time it is in the log, with the purpose that was given."""
    permissions.check_open(by, filling)
    if not filling.is_done:
        raise NotFilledYet
    if filling.is_forgotten:
        raise Forgotten
    content = vault.read(filling, vault.OUTPUT)
    record(
        "sheets.download",
        filling,
        by=by,
        at=at,
        reason=filling.purpose,
        changes={"rows": filling.rows},
    )
    stem, dot, ending = filling.file_name.rpartition(".")
    if filling.output_format == "zip":
        dot, ending = ".", "zip"
    return Handed(f"{stem}{dot}{ending}", content)


def hand_working_copy(*, filling: Filling, by: accounts.User, at: dt.datetime) -> Handed:
    """The filled form with its gaps coloured; in the log like the form itself."""
    permissions.check_open(by, filling)
    if not has_working_copy(filling):
        raise NotFilledYet
    trace = Trace.load(vault.read(filling, vault.TRACE))
    content = _coloured(filling, trace)
    listed = working_copy.gap_list(filling, trace) if content is None else b""
    record(
        "sheets.working_copy",
        filling,
        by=by,
        at=at,
        reason=filling.purpose,
        changes={"rows": filling.rows},
    )
    stem, dot, ending = filling.file_name.rpartition(".")
    if content is None:
        return Handed(_("%(name)s-缺项清单") % {"name": stem} + ".xlsx", listed)
    return Handed(_("%(name)s-工作底稿") % {"name": stem} + f"{dot}{ending}", content)


def _coloured(filling: Filling, trace: Trace) -> bytes | None:
    """The form with its gaps coloured; None where each person has a file of the own, and where a
    file does not take colours."""
    if filling.output_format == MANY:
        return None
    try:
        return working_copy.colour(filling, vault.read(filling, vault.OUTPUT), trace)
    except CannotFill:
        return None


def has_working_copy(filling: Filling) -> str:
    """How gaps are shown: "coloured", as a "list"; "" where there are none."""
    if not filling.is_done or filling.is_forgotten or not (filling.missing or filling.stale):
        return ""
    if not any(sheet["on"] and not _is_open(sheet) for sheet in filling.sheets):
        return ""
    return "list" if filling.output_format == MANY else "coloured"


def _is_open(sheet: dict[str, Any]) -> bool:
    """A table of figures whose rows had to be named."""
    return bool(sheet.get("figures") and sheet["figures"]["open"])


@transaction.atomic
def discard(*, filling: Filling, by: accounts.User, at: dt.datetime) -> None:
    """Throw a filling away with its files; what was decided for the form stays. Raises
    `SentAlready`."""
    permissions.check_fill(by, filling.place_path)
    if filling.state == State.SENT:
        raise SentAlready
    record("sheets.discard", filling, by=by, at=at)
    for collecting in filling.collectings.filter(finished_at=None).select_related("work"):
        work.finish(item=collecting.work, at=at, phase=work.Phase.DROPPED)
    owner = Filling(pk=filling.pk, secret=filling.secret)
    parts = [*PARTS, *map(vault.part_of, filling.returned.all())]
    filling.delete()
    transaction.on_commit(lambda: vault.forget(owner, *parts))
