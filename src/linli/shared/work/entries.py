"""The menu entries of this app."""

from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.shared.work.permissions import WorkPermission

DESK_USERS = frozenset({accounts.UserKind.STAFF, accounts.UserKind.PARTNER})
ENTRIES = [
    accounts.MenuEntry(
        code="today",
        label=_("今天"),
        icon="list-check",
        url="work:today",
        order=0,
        audience=DESK_USERS,
        active="work:today",
    ),
    accounts.MenuEntry(
        code="overview",
        label=_("全局"),
        icon="chart-bar",
        url="work:overview",
        order=20,
        permission=WorkPermission.SEE_ALL,
        active="work:overview",
    ),
    accounts.MenuEntry(
        code="calendar",
        label=_("日历"),
        icon="calendar",
        url="work:calendar",
        order=50,
        audience=DESK_USERS,
        active="work:calendar",
    ),
    accounts.MenuEntry(
        code="hand-overs",
        label=_("工作交接"),
        icon="arrow-forward-up",
        url="work:hand-overs",
        order=70,
        permission=WorkPermission.HAND_OVER,
        active="work:hand-over",
    ),
    accounts.MenuEntry(
        code="rules",
        label=_("时限规则"),
        icon="clock",
        url="work:rules",
        order=30,
        section=accounts.Section.SETTINGS,
        description=_("每一步多久办完，选用哪座城市的方案"),
    ),
    accounts.MenuEntry(
        code="workdays",
        label=_("工作日历"),
        icon="calendar",
        url="work:workdays",
        order=40,
        section=accounts.Section.SETTINGS,
        description=_("哪天上班哪天休息，录入放假通知"),
    ),
]
