"""Keys for other systems, and requests that come in by them."""

import dataclasses
import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.places import public as places
from linli.kernel.errors import DomainError, InvalidMove
from linli.registers.organisations.public import Organisation
from linli.services.cases.actions import intake
from linli.services.cases.actions.moves import entry
from linli.services.cases.models import ApiKey, Case, Delivery
from linli.services.cases.permissions import CasesPermission


class OutsideScope(DomainError):
    message = gettext_lazy("这个地点不在接口密钥的范围内。")


def digest_of(secret: str) -> str:
    """What is stored of a key; it is long and random, so that a plain digest will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_key(
    *,
    name: str,
    organisation: Organisation | None,
    place: places.Place,
    by: accounts.User | None,
    at: dt.datetime,
) -> tuple[ApiKey, str]:
    """A new key for a place and what lies below, with its secret, which is shown this once."""
    if by is not None:
        accounts.check(by, CasesPermission.MANAGE, place.place_path)
    secret = f"linli_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=name.strip(),
        organisation=organisation,
        place=place,
        place_path=place.place_path,
        digest=digest_of(secret),
        hint=secret[:12],
        by=by,
        at=at,
    )
    audit.record("cases.open_key", by=by, at=at, subject=key, subject_name=key.name)
    return key, secret


@transaction.atomic
def close_key(*, key: ApiKey, by: accounts.User, at: dt.datetime) -> None:
    """End a key at once; what it sent stays. Raises `InvalidMove` for a closed one."""
    accounts.check(by, CasesPermission.MANAGE, key.place_path)
    if not ApiKey.objects.filter(pk=key.pk, active=True).update(active=False, closed_at=at):
        raise InvalidMove
    key.active, key.closed_at = False, at
    audit.record("cases.close_key", by=by, at=at, subject=key, subject_name=key.name)


@dataclasses.dataclass(frozen=True)
class Parcel:
    """What comes with a request from another system. `token`: sent twice, it is one request."""

    token: str
    account_id: str = ""
    media_url: str = ""


def register(*, request: intake.Request, token: str, by: accounts.User, at: dt.datetime) -> Case:
    """Register a request that a person's own program sends; the same token gives the same one."""
    mark = hashlib.sha256(f"register:{by.pk}:{token}".encode()).hexdigest()
    return intake.submit(request=dataclasses.replace(request, submission_key=mark), by=by, at=at)


@transaction.atomic
def deliver(*, key: ApiKey, request: intake.Request, parcel: Parcel, at: dt.datetime) -> Case:
    """Register a request that another system sends. Raises `OutsideScope`, `NoCommittee`."""
    if not places.contains(key.place_path, request.place.place_path):
        raise OutsideScope
    mark = hashlib.sha256(f"delivery:{key.pk}:{parcel.token}".encode()).hexdigest()
    case = intake.submit(request=dataclasses.replace(request, submission_key=mark), by=None, at=at)
    _delivery, is_new = Delivery.objects.get_or_create(
        case=case,
        defaults={
            "key": key,
            "token": parcel.token,
            "account_id": parcel.account_id,
            "media_url": parcel.media_url,
        },
    )
    if is_new:
        words = _("由“%(system)s”转来") % {"system": key.name}
        if parcel.media_url:
            words += _("，附有网上图片（没有核实）：%(url)s") % {"url": parcel.media_url}
        entry(case, "delivered", by=None, at=at, text=words, unit_name="").save(force_insert=True)
        changes = {"case": case.number}
        audit.record(
            "cases.deliver", by=None, at=at, subject=key, subject_name=key.name, changes=changes
        )
    return case
