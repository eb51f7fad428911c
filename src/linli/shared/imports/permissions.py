"""Who may bring rows in, and see the runs of others: whoever holds the target's code there."""

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel.errors import NotAllowed
from linli.shared.imports.models import Run
from linli.shared.imports.targets import TARGETS, Target


def can_use(user: accounts.User | None, target: Target, place: places.Place) -> bool:
    """Whether the person may bring this kind of rows in at the place."""
    if user is None or not accounts.holds(user, target.permission, place.place_path):
        return False
    return not target.site_wide or accounts.holds_everywhere(user, target.permission)


def check_use(user: accounts.User | None, target: Target, place: places.Place) -> None:
    """Raise `NotAllowed`; the system itself (a command, user None) may."""
    if user is not None and not can_use(user, target, place):
        words = (
            _("这类数据对全站生效，只有管理全部社区的人可以导入。") if target.site_wide else None
        )
        raise NotAllowed(words, permission=target.permission)


def check_run(user: accounts.User | None, run: Run) -> None:
    """Raise `NotAllowed` unless the person may still do with the run what started it."""
    check_use(user, TARGETS[run.target], run.place)


def usable(user: accounts.User) -> list[Target]:
    """The targets that the person may use somewhere, for the first page."""
    found = (
        target
        for target in TARGETS
        if accounts.holds_anywhere(user, target.permission)
        and (not target.site_wide or accounts.holds_everywhere(user, target.permission))
    )
    return sorted(found, key=lambda target: target.order)


def visible(user: accounts.User) -> Q:
    """Condition on runs: of targets and at places for which the person holds the code."""
    condition = Q(pk__in=[])
    for target in usable(user):
        condition |= Q(target=target.slug) & accounts.scope(user, target.permission)
    return condition
