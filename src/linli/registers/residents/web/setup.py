"""What the desk's pages of residents register when the program starts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.identity import mask_phone
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries.finding import find
from linli.registers.residents.years import age_on

MENU = (
    accounts.MenuEntry(
        code="residents",
        label=_("居民"),
        icon="users",
        url="residents:list",
        order=40,
        permission=ResidentsPermission.VIEW,
    ),
    accounts.MenuEntry(
        code="residents-tags",
        label=_("标签字典"),
        icon="flag",
        url="residents:tags",
        order=30,
        permission=ResidentsPermission.MANAGE,
        section=accounts.Section.SETTINGS,
        description=_("居民标签的敏感程度、凭证、有效期和复核"),
        active="residents:tags",
    ),
)


def hits(user: accounts.User, words: str, limit: int) -> list[accounts.Hit]:
    """Residents for the desk's search box."""
    today = clock.today()
    return [
        accounts.Hit(
            title=person.name,
            url=reverse("residents:person", args=[person.pk]),
            detail=" · ".join(
                str(part)
                for part in (
                    person.get_sex_display(),
                    age_on(person.born_on, today) or "",
                    person.household or "",
                    mask_phone(person.phone),
                )
                if part
            ),
        )
        for person in find(user, words)[:limit]
    ]


def register() -> None:
    """Called from `AppConfig.ready`."""
    for entry in MENU:
        accounts.register_menu(entry)
    accounts.register_search(
        accounts.SearchSource(
            "residents", _("居民"), "users", hits, permission=ResidentsPermission.VIEW
        )
    )
