"""Passing a person's or a grid's open work on in one step, with a record, and back."""

import datetime as dt
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.notices import public as notices
from linli.foundation.places import public as places
from linli.kernel import clock, events
from linli.kernel.errors import DomainError, InvalidMove, NotAllowed
from linli.shared.work.events import HandedOver
from linli.shared.work.models import HandedItem, HandOver, WorkItem
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import hand_overs

HANDED = "work.handed_over"


class NeedsSuccessor(DomainError):
    message = gettext_lazy("这位同事名下还有没办完的工作。请先选一位接手的人。")


class NothingToHandOver(DomainError):
    message = gettext_lazy("没有可以交接的工作：名下没有没办完的，或者都不在您的辖区。")


class NeedsReason(DomainError):
    message = gettext_lazy("请写明交接的原因，接手的同事和以后查记录的人要靠它了解情况。")


class CannotTake(DomainError):
    """The person to take over could not even open some of the items."""


class CannotUndo(InvalidMove):
    message = gettext_lazy("只有当天的交接可以撤回。需要的话，可以再做一次交接。")


@transaction.atomic
def hand_over(
    *,
    to_user: accounts.User,
    reason: str,
    by: accounts.User,
    at: dt.datetime,
    from_user: accounts.User | None = None,
    place: places.Place | None = None,
) -> HandOver:
    """Pass open work on: of a person, of a place, or of a person at a place.

    Takes what lies where `by` may hand over, and nothing else. Raises `NotAllowed`,
    `NeedsReason`, `NothingToHandOver`, `CannotTake`.
    """
    accounts.check_anywhere(by, WorkPermission.HAND_OVER)
    if not reason.strip():
        raise NeedsReason
    found = hand_overs.would_go(by=by, from_user=from_user, place=place)
    items = [
        item for item in found.select_for_update(of=("self",)) if item.assignee_id != to_user.pk
    ]
    if not items:
        raise NothingToHandOver
    _check_taker(to_user, items)
    record = HandOver.objects.create(
        at=at,
        from_user=from_user,
        to_user=to_user,
        place=place,
        place_path=hand_overs.common_place(item.place_path for item in items),
        by=by,
        reason=reason.strip(),
    )
    HandedItem.objects.bulk_create(
        HandedItem(hand_over=record, item=item, from_user_id=item.assignee_id) for item in items
    )
    WorkItem.objects.filter(pk__in=[item.pk for item in items]).update(assignee=to_user)
    audit.record(
        "work.hand_over",
        by=by,
        at=at,
        subject=record,
        subject_name=str(record),
        reason=record.reason,
        changes={"items": [item.pk for item in items]},
    )
    _publish(items, to_user, by=by, at=at, reason=record.reason)
    _tell(record, _("您接手了%(n)d件工作"), by=by, at=at)
    return record


def _check_taker(to_user: accounts.User, items: list[WorkItem]) -> None:
    if not to_user.is_active:
        raise CannotTake(_("这个账号已经停用，请换一位接手的人。"))
    closed = sum(not hand_overs.can_take(to_user, item) for item in items)
    if closed:
        raise CannotTake(
            ngettext(
                "%(name)s没有其中 %(n)d 件工作的权限，交过去没人能办。请换一位，或先分配角色。",
                "%(name)s没有其中 %(n)d 件工作的权限，交过去没人能办。请换一位，或先分配角色。",
                closed,
            )
            % {"name": to_user, "n": closed}
        )


def _tell(record: HandOver, title: str, *, by: accounts.User, at: dt.datetime) -> None:
    """Who gets the work hears of it; a hand-over undone at once replaces its own notice."""
    if record.to_user != by:
        notices.send(
            to=record.to_user,
            kind=HANDED,
            title=title % {"n": record.items.count()},
            text=_("%(name)s：%(reason)s") % {"name": by, "reason": record.reason},
            url=f"{reverse('work:today')}#handed-{record.pk}",
            at=at,
        )


def _publish(
    items: list[WorkItem],
    to_user: accounts.User | None,
    *,
    by: accounts.User,
    at: dt.datetime,
    reason: str,
) -> None:
    ids = tuple(item.pk for item in items)
    events.publish(HandedOver(item_ids=ids, to_user=to_user, by=by, at=at, reason=reason))


@transaction.atomic
def undo_hand_over(*, record: HandOver, by: accounts.User, at: dt.datetime) -> None:
    """Give the items back to those who had them: on the same day, while nothing has moved.

    Raises `NotAllowed`, `CannotUndo`.
    """
    accounts.check(by, WorkPermission.HAND_OVER, record.place_path)
    if clock.local_date(record.at) != clock.local_date(at):
        raise CannotUndo
    moved = hand_overs.moved_since(record).count()
    if moved:
        raise CannotUndo(
            ngettext(
                "其中 %d 件在交接后已经有了进展，不能整批撤回。可以把剩下的再交接一次。",
                "其中 %d 件在交接后已经有了进展，不能整批撤回。可以把剩下的再交接一次。",
                moved,
            )
            % moved
        )
    if not HandOver.objects.filter(pk=record.pk, undone_at=None).update(undone_at=at, undone_by=by):
        raise CannotUndo(_("这次交接已经撤回了。"))
    record.undone_at, record.undone_by = at, by
    handed = record.items.select_related("item", "from_user").order_by("from_user_id")
    for _pk, group in groupby(handed, key=lambda row: row.from_user_id):
        _give_back(list(group), by=by, at=at)
    _tell(record, _("交给您的%(n)d件工作已撤回"), by=by, at=at)
    audit.record("work.undo_hand_over", by=by, at=at, subject=record, subject_name=str(record))


def _give_back(rows: list[HandedItem], *, by: accounts.User, at: dt.datetime) -> None:
    before = rows[0].from_user
    if before is not None and not before.is_active:
        raise CannotUndo(_("%s的账号已经停用，工作退不回去。") % before)
    items = [row.item for row in rows]
    WorkItem.objects.filter(pk__in=[item.pk for item in items]).update(assignee=before)
    _publish(items, before, by=by, at=at, reason=_("撤回交接"))


def hand_over_on_closing(event: accounts.AccountClosing) -> None:
    """A leaver's open work goes to the successor before the account closes.

    Raises `NeedsSuccessor`; `NotAllowed` when some of it lies where `event.by` has no say.
    """
    left = hand_overs.open_of(event.user)
    if not left.exists():
        return
    if event.successor is None:
        raise NeedsSuccessor
    hand_over(
        from_user=event.user,
        to_user=event.successor,
        reason=event.reason or _("停用账号"),
        by=event.by,
        at=event.at,
    )
    if left.exists():
        raise NotAllowed(
            _("这位同事在别的辖区还有没办完的工作。请那里的负责人先交接，再停用账号。"),
            permission=WorkPermission.HAND_OVER,
        )
