"""What the desk's pages of requests register when the program starts."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.foundation.notices import public as notices
from linli.kernel.clock import SHANGHAI
from linli.registers.residents import public as residents
from linli.services.cases import listing, permissions, queries, window_photos
from linli.services.cases.actions import tell_colleagues
from linli.services.cases.catalogues import CATALOGUES
from linli.services.cases.models import Case
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.web import steps

LATEST = 8

MENU = (
    accounts.MenuEntry(
        code="cases",
        label=gettext_lazy("诉求"),
        icon="message-2",
        url="cases:list",
        order=20,
        permission=CasesPermission.VIEW,
    ),
    accounts.MenuEntry(
        code="cases-of-units",
        label=gettext_lazy("诉求"),
        icon="message-2",
        url="cases:list",
        order=20,
        audience=frozenset({accounts.UserKind.PARTNER}),
    ),
    accounts.MenuEntry(
        code="cases-new",
        label=gettext_lazy("登记"),
        icon="plus",
        url="cases:new",
        order=30,
        permission=CasesPermission.INTAKE,
        active="cases:new",
    ),
    accounts.MenuEntry(
        code="cases-letters",
        label=gettext_lazy("文书模板"),
        icon="file-text",
        url="cases:letters",
        order=45,
        permission=CasesPermission.MANAGE,
        section=accounts.Section.SETTINGS,
        description=gettext_lazy("受理、延期、结果、整改等告知书怎么写"),
        active="cases:letter",
    ),
    *(
        accounts.MenuEntry(
            code=f"cases-{one.slug}",
            label=one.label,
            icon=one.icon,
            url=f"cases:catalogue-{one.slug}",
            order=46 + number,
            permission=CasesPermission.MANAGE,
            section=accounts.Section.SETTINGS,
            description=one.description,
            active="cases:catalogue",
        )
        for number, one in enumerate(CATALOGUES.values())
    ),
)


def find(user: accounts.User, words: str, limit: int) -> list[accounts.Hit]:
    """Requests for the desk's search box: by number, telephone number or words."""
    found = listing.search(user, words).select_related("community")[:limit]
    return [_hit(case) for case in found]


def _hit(case: Case) -> accounts.Hit:
    return accounts.Hit(
        title=case.title,
        url=reverse("cases:case", args=[case.pk]),
        detail=" · ".join(
            str(part)
            for part in (
                case.number,
                case.get_state_display(),
                case.community,
                _("%s 收到") % f"{case.received_at.astimezone(SHANGHAI):%Y-%m-%d}",
            )
            if part
        ),
    )


def requests_of(user: accounts.User, ids: Sequence[int]) -> dict[str, Any] | None:
    """What some residents have asked, for their page in the register; None where nothing is.

    Only requests of which the person may know who asked.
    """
    latest = queries.of_residents(user, ids)[:LATEST]
    found = [case for case in latest if permissions.can_reveal(user, case)]
    return {"cases": found} if found else None


def register() -> None:
    """Called from `AppConfig.ready`."""
    for entry in MENU:
        accounts.register_menu(entry)
    accounts.register_search(
        accounts.SearchSource(code="cases", label=gettext_lazy("诉求"), icon="message-2", find=find)
    )
    notices.register_kind(tell_colleagues.ASKED, gettext_lazy("请我办理、裁定或审批"))
    notices.register_kind(tell_colleagues.ANSWERED, gettext_lazy("我提的事有了答复"))
    notices.register_kind(tell_colleagues.CHANGED, gettext_lazy("我的诉求退回、重开或撤回"))
    residents.register_panel(
        residents.Panel(
            code="cases",
            title=gettext_lazy("诉求"),
            icon="message-2",
            template="cases/web/parts/of_resident.html",
            context=requests_of,
            order=10,
            permission=CasesPermission.VIEW,
        )
    )
    files.register_guard(steps.FILE_OWNER, window_photos.may_open)
