"""Changing the lists that a site keeps of its own."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError, NotAllowed
from linli.kernel.seen import seen_unchanged
from linli.services.cases import catalogues
from linli.services.cases.catalogues import Catalogue
from linli.services.cases.models import AlertClass
from linli.services.cases.permissions import CasesPermission


class ThereAlready(DomainError):
    status = 409
    message = _("已经有同样的一条，没有重复添加。请改原来的那条。")


class InUse(DomainError):
    status = 409
    message = _("这一条已经在诉求里用过，不能删除。可以改它的内容。")


@transaction.atomic
def save(
    *,
    catalogue: Catalogue,
    entry: Any,
    by: accounts.User,
    at: dt.datetime,
    seen: str = "",
    **values: Any,
) -> Any:
    """Store a line, a new one when `entry` is None. Raises `EditConflict`, `ThereAlready`."""
    catalogues.check_keep(catalogue, by, entry, values)
    before: dict[str, str] = {}
    if entry is None:
        entry = _new(catalogue)
    else:
        entry = catalogue.model._default_manager.select_for_update().get(pk=entry.pk)
        before = catalogues.present(catalogue, entry)
        seen_unchanged(seen, before)
    for name in catalogue.fields:
        setattr(entry, name, values[name])
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise ThereAlready from None
    after = catalogues.present(catalogue, entry)
    audit.record(
        "cases.save_catalogue",
        by=by,
        at=at,
        subject=entry,
        subject_name=catalogue.title(entry),
        changes={
            name: [before.get(name, ""), value]
            for name, value in after.items()
            if before.get(name, "") != value
        },
    )
    return entry


def _new(catalogue: Catalogue) -> Any:
    if not catalogue.grows:
        raise NotAllowed(permission=CasesPermission.MANAGE)
    if catalogue.model is AlertClass:
        newest = AlertClass.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return AlertClass(code=f"own-{newest + 1}")
    return catalogue.model()


@transaction.atomic
def remove(*, catalogue: Catalogue, entry: Any, by: accounts.User, at: dt.datetime) -> None:
    """Take a line away. Raises `InUse` when something refers to it."""
    catalogues.check_keep(catalogue, by, entry)
    if not catalogue.grows:
        raise NotAllowed(permission=CasesPermission.MANAGE)
    audit.record(
        "cases.remove_from_catalogue",
        by=by,
        at=at,
        subject=entry,
        subject_name=catalogue.title(entry),
        changes={name: [value, ""] for name, value in catalogues.present(catalogue, entry).items()},
    )
    try:
        entry.delete()
    except ProtectedError:
        raise InUse from None
