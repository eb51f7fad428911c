"""How often something may be tried from outside, before a person has to wait a little.

Each try takes one of a fixed number of slots in the shared cache; a slot is free again when its
time is over. `cache.add` is atomic in every backend, `cache.incr` is not in the database's, so
that a hundred tries at once still get no more than the slots there are.
"""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from linli.foundation.audit import public as audit
from linli.kernel.errors import TooMany

FEW = 5
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Limit:
    """At most `times` within `seconds` for one subject; `message` tells what to do instead.

    No `times` at all: there is no limit.
    """

    name: str
    times: int
    seconds: int
    message: object

    def take(self, subject: str) -> str:
        """Use up one try; returns its slot. Raises `TooMany` when none is left."""
        if not self.times:
            return ""
        # The cache is no place for telephone numbers or addresses of people: digests only.
        digest = hashlib.sha256(subject.encode()).hexdigest()[:32]
        name = f"limit:{self.name}:{digest}"
        # Mostly there is room: one at random is free more often than not.
        first = f"{name}:{secrets.randbelow(self.times)}"
        if self.times > FEW and cache.add(first, 1, self.seconds):
            return first
        slots = [f"{name}:{number}" for number in range(self.times)]
        taken = cache.get_many(slots)
        for slot in slots:
            if slot not in taken and cache.add(slot, 1, self.seconds):
                return slot
        raise TooMany(self.message, retry_after=self.seconds)


# Something that is tried, and by whom.
Try = tuple[Limit, str]


@contextmanager
def only_failures_count(tries: Iterable[Try]) -> Iterator[None]:
    """Take a try of each limit first, so that many at once cannot slip through, and give them back
    when it went well. Raises `TooMany`."""
    slots = [limit.take(subject) for limit, subject in tries]
    yield
    cache.delete_many(slots)


def origin() -> str:
    """The address the present request came from; of IPv6 the network, which is what one has."""
    address = audit.current_origin() or "unknown"
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


WAIT_AND_TRY = _(
    "试的次数太多了，请过一刻钟再试。您也可以扫受理单上的二维码，或打电话给社区，请工作人员帮您查。"
)
# Forty bits of code: at these paces guessing one takes millions of years. A number alone must not
# be locked for everybody, or a stranger could keep its owner out: so by number and address first.
WRONG_CODES_HERE = Limit("wrong-code-here", 6, 15 * MINUTE, WAIT_AND_TRY)
WRONG_CODES_FROM = Limit("wrong-code-from", 30, 15 * MINUTE, WAIT_AND_TRY)
WRONG_CODES_FOR = Limit("wrong-code-for", 100, HOUR, WAIT_AND_TRY)

SMS_TO_SOON = Limit("sms-soon", 1, MINUTE, _("验证码刚发过，请等一分钟再试。"))
SMS_TO = Limit(
    "sms-to",
    5,
    DAY,
    _("今天给这个号码发的验证码太多了。不用验证也可以直接提交，我们会打电话与您核实。"),
)
SMS_FROM = Limit(
    "sms-from", 20, HOUR, _("发送得太频繁了。不用验证也可以直接提交，我们会打电话与您核实。")
)
PHONE_CODE_TRIES = Limit(
    "phone-code", 5, 10 * MINUTE, _("验证码输错的次数太多了，请重新获取，或不验证直接提交。")
)
PHOTOS_FROM = Limit(
    "photos-from",
    200,
    HOUR,
    _("这个网络一小时内上传的照片太多了。文字已经保留，请先提交文字，稍后再补照片。"),
)


def new_requests_from(*, call: str) -> Limit:
    """New requests from one address. Behind one address may sit a whole estate or a carrier's
    network, so that there is much room; whoever has confirmed a telephone is not asked."""
    message = _("这个网络一小时内提交的诉求太多了，这一件还没有提交，您写的都还在。%(call)s") % {
        "call": call
    }
    return Limit("requests-from", settings.REQUESTS_PER_HOUR_FROM_ADDRESS, HOUR, message)


def new_requests_of(*, call: str) -> Limit:
    """New requests with one telephone number."""
    message = _("这个电话今天提交的诉求太多了，这一件还没有提交，您写的都还在。%(call)s") % {
        "call": call
    }
    return Limit("requests-of", settings.REQUESTS_PER_DAY_OF_PHONE, DAY, message)


def interface() -> Limit:
    """What one key of another system may ask."""
    message = _("这个接口密钥调用得太频繁，请稍后再试。")
    return Limit("key", settings.CALLS_PER_MINUTE_OF_KEY, MINUTE, message)
