"""What requests hold of a resident, for the copy that somebody may ask of the own data."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.kernel.clock import SHANGHAI
from linli.registers.residents import public as residents
from linli.services.cases.models import Case

Section = residents.holdings.Section


def section(ids: Sequence[int]) -> Section:
    """The requests that somebody made, in their own words, with what was answered."""
    found = Case.objects.filter(resident__in=ids, erased_at=None).order_by("-received_at")
    rows = [
        (
            case.number,
            f"{case.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            case.text,
            case.get_state_display(),
            case.reply,
        )
        for case in found
    ]
    headings = (_("编号"), _("收到时间"), _("诉求内容"), _("状态"), _("答复"))
    return Section(_("诉求"), headings, rows)


def register() -> None:
    """Called from `AppConfig.ready`."""
    residents.holdings.register(residents.holdings.Holding("cases", section))
