"""One round: what is due goes out, many to one person as one message, and failures wait."""

import datetime as dt
import itertools
import logging
import time
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext as _

from linli.foundation.notices import messages, queries, robots, senders
from linli.foundation.notices.models import Channel, Delivery, Notice, Robot, State
from linli.foundation.notices.transport import NotSent, Unavailable
from linli.kernel import identity

logger = logging.getLogger(__name__)

# More than this many at once for one person or group become one message.
DIGEST_ABOVE = 5
MOST_ATTEMPTS = 8
FIRST_WAIT = dt.timedelta(minutes=1)
# Who claimed a delivery and did not finish within this time was stopped: it is sent again.
LEASE = dt.timedelta(minutes=10)
ROUND_SIZE = 500
ROUND_SECONDS = 60


def deliver_due(*, at: dt.datetime) -> int:
    """Send what is due; returns how many messages went out.

    Several rounds may run at once: each delivery is claimed by one of them. A channel that does not
    answer is left alone for the rest of the round, so that one dead gateway delays nobody else.
    """
    until = time.monotonic() + ROUND_SECONDS
    silent: set[object] = set()
    sent = 0
    for bundle in _bundles(at):
        if time.monotonic() > until:
            break
        way = bundle[0].robot_id or bundle[0].channel
        claimed = [] if way in silent else _claim(bundle, at)
        if not claimed:
            continue
        try:
            _send(claimed)
        except NotSent as error:
            _failed(claimed, error, at)
            if error.broken:
                silent.add(way)
        except Unavailable as error:
            _close(claimed, State.UNAVAILABLE, str(error))
        else:
            _sent(claimed, at)
            sent += 1
    return sent


def _bundles(at: dt.datetime) -> Iterator[list[Delivery]]:
    """What is due, in the pieces that go out as one message; the quiet ones are put off."""
    due = _due(at)
    due.sort(key=lambda row: (not row.notice.urgent, _addressee(row)))
    for _who, group in itertools.groupby(due, key=_addressee):
        rows = list(group)
        wishes = queries.wishes(rows[0].notice.recipient)
        if not rows[0].notice.urgent and wishes.quiet.hold(at):
            _put_off(rows, wishes.quiet.after(at))
        elif len(rows) > DIGEST_ABOVE and wishes.digest and not rows[0].notice.urgent:
            yield rows
        else:
            yield from ([row] for row in rows)


def _due(at: dt.datetime) -> list[Delivery]:
    """The longest due first. What was read in the app before it went out is not sent any more."""
    rows = (
        Delivery.objects.filter(next_try_at__lte=at)
        .select_related("notice", "notice__recipient", "robot")
        .order_by("next_try_at", "id")[:ROUND_SIZE]
    )
    needless = [row.pk for row in rows if _is_needless(row.notice)]
    if needless:
        Delivery.objects.filter(pk__in=needless).delete()
    return [row for row in rows if row.pk not in needless]


def _is_needless(notice: Notice) -> bool:
    recipient = notice.recipient
    return notice.read_at is not None or (recipient is not None and not recipient.is_active)


def _addressee(row: Delivery) -> tuple[str, int, int, int]:
    """Equal for what may go out together: never what is urgent, never to phones of residents."""
    alone = row.notice.urgent or bool(row.notice.phone)
    return row.channel, row.notice.recipient_id or 0, row.robot_id or 0, row.pk if alone else 0


def _put_off(rows: list[Delivery], until: dt.datetime) -> None:
    Delivery.objects.filter(pk__in=[row.pk for row in rows], next_try_at__isnull=False).update(
        next_try_at=until
    )


def _claim(rows: list[Delivery], at: dt.datetime) -> list[Delivery]:
    """Those that no other round was quicker to take."""
    claimed = []
    for row in rows:
        mine = Delivery.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
        if mine.update(next_try_at=at + LEASE, attempts=F("attempts") + 1):
            row.attempts += 1
            claimed.append(row)
    return claimed


def _send(rows: list[Delivery]) -> None:
    notices = [row.notice for row in rows]
    first, recipient = rows[0], rows[0].notice.recipient
    if first.channel == Channel.ROBOT:
        assert first.robot is not None  # noqa: S101 - a constraint of the table
        robots.post(first.robot, messages.for_group(notices))
    elif first.channel == Channel.SMS:
        phone = recipient.phone if recipient else first.notice.phone
        senders.text_message(phone, messages.for_phone(notices), f"linli-{first.pk}")
    elif recipient is not None and recipient.email:
        senders.mail(recipient.email, messages.subject(notices), messages.body(notices))
    else:
        raise NotSent(_("收件人没有登记邮箱。"), final=True)


def _sent(rows: list[Delivery], at: dt.datetime) -> None:
    _close(rows, State.SENT, "", sent_at=at)
    if robot_id := rows[0].robot_id:
        Robot.objects.filter(pk=robot_id).update(last_sent_at=at, last_error="")


def _failed(rows: list[Delivery], error: NotSent, at: dt.datetime) -> None:
    # A gateway may repeat the number, which belongs neither into the log nor onto a page.
    reason = identity.MOBILE.sub(lambda number: identity.mask_phone(number[0]), str(error))[:300]
    logger.warning("a message by %s has not gone out: %s", rows[0].channel, reason)
    if robot_id := rows[0].robot_id:
        Robot.objects.filter(pk=robot_id).update(last_error=reason)
    for row in rows:
        if error.final or row.attempts >= MOST_ATTEMPTS:
            _close([row], State.GAVE_UP, reason)
            continue
        again_at = _again(row, at)
        Delivery.objects.filter(pk=row.pk).update(
            state=State.FAILED, next_try_at=again_at, last_error=reason
        )


def _again(row: Delivery, at: dt.datetime) -> dt.datetime:
    again_at = at + FIRST_WAIT * 2 ** (row.attempts - 1)
    if row.notice.urgent:
        return again_at
    return queries.wishes(row.notice.recipient).quiet.after(again_at)


def _close(
    rows: list[Delivery], state: State, reason: str, sent_at: dt.datetime | None = None
) -> None:
    ids = [row.pk for row in rows]
    Delivery.objects.filter(pk__in=ids).update(
        state=state, next_try_at=None, last_error=reason[:300], sent_at=sent_at
    )
    Notice.objects.filter(deliveries__in=ids, secret=True).update(text="")
