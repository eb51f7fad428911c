"""Confirming that a telephone is the resident's own, by a code in a short message.

Only where the site has a gateway; never a condition for being heard. Code and number are kept in
the session as digests, for ten minutes and a few tries.
"""

import datetime as dt
import secrets

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.notices import public as notices
from linli.kernel.errors import DomainError
from linli.kernel.identity import MOBILE, normalise_phone
from linli.services.cases import limits

KIND = "cases.phone_code"
SENT = "phone_code"
CONFIRMED = "phone_confirmed"
GOOD_FOR = dt.timedelta(minutes=10)
SALT = "cases.phone_code"


class WrongCode(DomainError):
    message = gettext_lazy("验证码不对，或者已经过了10分钟。请核对短信，或重新获取。")


class NoMobile(DomainError):
    message = gettext_lazy("座机收不了短信。不验证也可以直接提交，我们会打电话与您联系。")


def is_offered() -> bool:
    """Whether this site can send short messages."""
    return notices.can_text()


def send(request: HttpRequest, *, phone: str, place_path: str, at: dt.datetime) -> None:
    """Send a new code. Raises `NoMobile`, `TooMany`."""
    if not MOBILE.fullmatch(phone):
        raise NoMobile
    limits.SMS_TO_SOON.take(phone)
    limits.SMS_TO.take(phone)
    limits.SMS_FROM.take(limits.origin())
    code = f"{secrets.randbelow(1_000_000):06d}"
    request.session[SENT] = {
        "digest": _digest(phone, code),
        "until": (at + GOOD_FOR).timestamp(),
    }
    notices.send_to_phone(
        phone=phone,
        kind=KIND,
        title=_("手机验证码"),
        text=_("您的验证码是%(code)s，10分钟内有效。不是您本人操作请不用理会。") % {"code": code},
        at=at,
        place_path=place_path,
        urgent=True,
        secret=True,
    )


def confirm(request: HttpRequest, *, phone: str, code: str, at: dt.datetime) -> None:
    """Take a code for this number. Raises `WrongCode`, or `TooMany` after a few wrong ones."""
    limits.PHONE_CODE_TRIES.take(phone)
    sent = request.session.get(SENT)
    if (
        not sent
        or at.timestamp() > sent["until"]
        or not constant_time_compare(sent["digest"], _digest(phone, code.strip()))
    ):
        raise WrongCode
    del request.session[SENT]
    request.session[CONFIRMED] = _digest(phone, "")


def is_confirmed(request: HttpRequest, phone: str) -> bool:
    """Whether this visitor has confirmed exactly this number."""
    kept = request.session.get(CONFIRMED, "")
    return bool(phone) and constant_time_compare(kept, _digest(phone, ""))


def _digest(phone: str, code: str) -> str:
    phone = normalise_phone(phone)
    return salted_hmac(SALT, f"{phone}:{code}", algorithm="sha256").hexdigest()
