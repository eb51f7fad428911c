"""Freezing what was sent: the file, its hash, when, by whom and to whom."""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import permissions, vault
from linli.insight.sheets.actions.moves import fire, record
from linli.insight.sheets.models import Filling
from linli.insight.sheets.registry import public as registry
from linli.insight.sheets.states import TAKE_BACK_HOURS, Step
from linli.kernel.errors import DomainError
from linli.registers.residents import public as residents
from linli.services.privacy import public as privacy

# Under which name what was sent stands among what was given to others.
SOURCE = "sheets"


class Tampered(DomainError):
    message = _("文件和填好时不一样了，没有标记。请重新填一次再报送。")


class TooLate(DomainError):
    message = _("报送已经超过24小时，不能撤回标记。要改请再填一次，两次可以对照。")


@transaction.atomic
def send(*, filling: Filling, sent_to: str, by: accounts.User, at: dt.datetime) -> None:
    """Say that the filled form was sent: from now on it stays as it is. Raises `Tampered`."""
    permissions.check_open(by, filling)
    if not is_whole(filling):
        raise Tampered
    fire(filling, Step.SEND, sent_at=at, sent_by=by, sent_to=sent_to.strip()[:100])
    registry.sent(filling=filling, by=by, at=at)
    record(
        "sheets.send",
        filling,
        by=by,
        at=at,
        reason=filling.purpose,
        changes={"rows": filling.rows, "sha256": filling.output_sha256, "sent_to": filling.sent_to},
    )
    if not filling.rows:
        # Figures alone tell nothing of anybody.
        return
    shared = privacy.Shared(
        to=filling.sent_to or str(_("（没有写报送给谁）")),
        purpose=filling.purpose or filling.title,
        people=filling.rows,
        groups=_groups(filling),
        source=SOURCE,
        source_id=str(filling.pk),
        sha256=filling.output_sha256,
    )
    privacy.record_sharing(place=filling.place, shared=shared, by=by, at=at)


def _groups(filling: Filling) -> list[str]:
    """The groups of facts that stand in the file: sheets that were not filled say nothing."""
    known = residents.catalogue.GROUP_OF
    elements = {one["element"] for one in filling.by_field}
    return sorted({known[element].code for element in elements if element in known})


@transaction.atomic
def take_back(*, filling: Filling, by: accounts.User, at: dt.datetime) -> None:
    """It was not sent after all; within a day. Raises `TooLate`."""
    permissions.check_open(by, filling)
    if not may_take_back(filling, at=at):
        raise TooLate
    fire(filling, Step.TAKE_BACK, sent_at=None, sent_by=None, sent_to="")
    registry.taken_back(filling=filling, by=by, at=at)
    record("sheets.take_back", filling, by=by, at=at)
    privacy.withdraw_sharing(source=SOURCE, source_id=str(filling.pk), by=by, at=at)


def may_take_back(filling: Filling, *, at: dt.datetime) -> bool:
    """Whether it is still a slip that can be mended."""
    limit = dt.timedelta(hours=TAKE_BACK_HOURS)
    return filling.sent_at is not None and at <= filling.sent_at + limit


def is_whole(filling: Filling) -> bool:
    """Whether the kept file is the one that was filled."""
    try:
        content = vault.read(filling, vault.OUTPUT)
    except FileNotFoundError:
        return False
    return hashlib.sha256(content).hexdigest() == filling.output_sha256
