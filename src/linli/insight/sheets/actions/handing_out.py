"""Giving a filled form out of the system, and throwing one away."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import permissions, vault
from linli.insight.sheets.actions.moves import record
from linli.insight.sheets.models import Filling
from linli.insight.sheets.states import State
from linli.kernel.errors import DomainError
from linli.shared.work import public as work

PARTS = (vault.SOURCE, vault.LAYOUT, vault.OUTPUT, vault.TRACE)


class NotFilledYet(DomainError):
    message = _("这张表还没有填好，请稍等或先点“填表”。")


class SentAlready(DomainError):
    message = _("已报送的表要留底，不能删除。标错了可以先撤回报送标记。")


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
    filling.delete()
    transaction.on_commit(lambda: vault.forget(owner, *PARTS))
