"""How often residents and other systems may try something about requests."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.foundation.audit import public as audit
from linli.kernel.limits import DAY, HOUR, MINUTE, Limit, Try, network, only_failures_count

__all__ = ["Limit", "Try", "only_failures_count"]


def origin() -> str:
    """What the present request's tries are counted by."""
    return network(audit.current_origin())


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
