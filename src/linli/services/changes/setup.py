"""What this service adds to others' pages: its kind of work, menu entries, a panel, a notice."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from linli.foundation.accounts import public as accounts
from linli.foundation.notices import public as notices
from linli.kernel import events
from linli.registers.residents import public as residents
from linli.services.changes.actions import closing, opening, telling
from linli.services.changes.models import FollowUp
from linli.services.changes.permissions import DOES, KEEPS
from linli.services.changes.queries import follow_ups
from linli.shared.work import public as work

MENU = (
    accounts.MenuEntry(
        code="changes",
        label=_("居民变化"),
        icon="calendar",
        url="changes:list",
        order=42,
        permission=DOES,
        active="changes:list",
    ),
    accounts.MenuEntry(
        code="changes-rules",
        label=_("居民变化的提醒"),
        icon="bell",
        url="changes:rules",
        order=32,
        permission=KEEPS,
        section=accounts.Section.SETTINGS,
        description=_("到年龄、到期、迁出、去世，提前几天提醒"),
        active="changes:rule",
    ),
)


def register() -> None:
    """Called from `AppConfig.ready`."""
    work.register(
        work.WorkKind(
            code=opening.KIND,
            label=_("居民变化"),
            icon="calendar",
            url=follow_ups.page_of,
            next_steps=follow_ups.next_steps,
            related=Prefetch("follow_up", FollowUp.objects.only("item_id")),
            permission=DOES,
            hidden_from=follow_ups.hidden_from,
        )
    )
    events.subscribe(residents.FilesErasing, closing.forget)
    events.subscribe(residents.FilesTakenBack, closing.withdraw)
    residents.holdings.register(residents.holdings.Holding("changes", follow_ups.held))
    for entry in MENU:
        accounts.register_menu(entry)
    notices.register_kind(telling.DIGEST, _("居民有变化要跟进"))
    residents.register_panel(
        residents.Panel(
            code="changes",
            title=_("变化和跟进"),
            icon="calendar",
            template="changes/panel.html",
            context=follow_ups.of_people,
            order=40,
            permission=DOES,
        )
    )
