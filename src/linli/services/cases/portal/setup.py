"""What the residents' window registers when the program starts."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.foundation.jobs.public import scheduled
from linli.foundation.notices import public as notices
from linli.services.cases import window_photos
from linli.services.cases.actions import pressing, supplement, tell_resident
from linli.services.cases.portal import phone_check, tasks

DOORS = (
    accounts.MenuEntry(
        code="requests-new",
        label=_("我要反映"),
        description=_("说件事、求个助、提个意见"),
        icon="message-2",
        url="requests:new",
        order=10,
        section=accounts.Section.PORTAL,
    ),
    accounts.MenuEntry(
        code="requests-find",
        label=_("查进度"),
        description=_("用编号和查询码，看办到哪一步"),
        icon="search",
        url="requests:find",
        order=20,
        section=accounts.Section.PORTAL,
    ),
    accounts.MenuEntry(
        code="requests-worker",
        label=_("找网格员"),
        description=_("看看我这栋楼归谁管，电话多少"),
        icon="user",
        url="requests:worker",
        order=30,
        section=accounts.Section.PORTAL,
    ),
)


def register() -> None:
    """Called from `AppConfig.ready`."""
    for door in DOORS:
        accounts.register_menu(door)
    notices.register_kind(supplement.KIND_OF_NOTICE, _("居民补充了情况"))
    notices.register_kind(pressing.KIND_OF_NOTICE, _("居民催办"))
    notices.register_kind(tell_resident.KIND, _("给居民的进展短信"), people=False)
    notices.register_kind(phone_check.KIND, _("手机验证码"), people=False)
    files.register_guard(window_photos.OWNER, window_photos.may_open)
    scheduled("cases.remove_unsent_photos", tasks.remove_unsent_photos, daily_at=dt.time(3, 45))
