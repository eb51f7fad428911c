"""Giving people a link by which they tell for themselves what a table lacks."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.foundation.notices import public as notices
from linli.foundation.places import public as places
from linli.insight.sheets import told
from linli.insight.sheets.actions.collecting import check_open
from linli.insight.sheets.models import Collecting, Invitation, Proof, Stand
from linli.insight.sheets.queries import collecting as of_tasks
from linli.insight.sheets.queries import invitations as queries
from linli.kernel.clock import local_date, midnight
from linli.kernel.errors import DomainError
from linli.services.privacy import public as privacy

# What the messages to residents' phones are called among the kinds of notices.
KIND = "sheets.invitation"
SHORTEST, LONGEST = dt.timedelta(days=3), dt.timedelta(days=30)


class NothingToldYet(DomainError):
    message = gettext_lazy(
        "还没有发布个人信息告知书，不能请居民自己填。请先在“个人信息保护”里发布，再来做链接。"
    )


class NobodyToInvite(DomainError):
    message = gettext_lazy("没有能做链接的人：要有身份证号、出生日期或手机号，才能核对是不是本人。")


class NoGateway(DomainError):
    message = gettext_lazy("这里没有接短信。可以打印纸条，或把二维码给居民扫。")


@transaction.atomic
def invite(*, collecting: Collecting, by: accounts.User, at: dt.datetime) -> int:
    """A link for everybody who is still to be asked and has none that opens; answers how many.

    Only for what this person may write down, and what may be asked at all. Raises `InvalidMove`,
    `NothingToldYet`, `NobodyToInvite`.
    """
    check_open(collecting)
    if privacy.notice_for(child=False) is None:
        raise NothingToldYet
    rows = of_tasks.still_wanted(collecting, by)
    held = queries.usable(by, collecting, at=at).values("wanted")
    asks = queries.askable(
        list(rows.exclude(pk__in=held).exclude(invitations__stand=Stand.ANSWERED)), by
    )
    if not asks:
        raise NobodyToInvite
    # What opens nothing any more makes room.
    old = Invitation.objects.filter(wanted__in=[one.wanted for one in asks], stand=Stand.OPEN)
    old.update(stand=Stand.REVOKED, decided_at=at, decided_by=by)
    until = _until(collecting, at)
    tokens = [told.new_token() for _one in asks]
    Invitation.objects.bulk_create(
        Invitation(
            wanted=one.wanted,
            token=token,
            token_index=told.index_of(token),
            proof=one.proof,
            elements=one.elements,
            expires_at=until,
            by=by,
            at=at,
        )
        for one, token in zip(asks, tokens, strict=True)
    )
    _record("sheets.invite", collecting, len(asks), by, at)
    return len(asks)


def _until(collecting: Collecting, at: dt.datetime) -> dt.datetime:
    """As long as the task runs, but long enough to find a quiet evening; to the end of a day."""
    due_at = collecting.work.due_at or at
    last = local_date(min(max(due_at, at + SHORTEST), at + LONGEST))
    return midnight(last + dt.timedelta(days=1))


@transaction.atomic
def revoke(
    *, collecting: Collecting, invitations: Collection[int], by: accounts.User, at: dt.datetime
) -> int:
    """These links open nothing from now on; answers how many that were."""
    found = queries.running(by, collecting).filter(pk__in=invitations)
    ids = list(found.values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=ids, stand=Stand.OPEN).update(
        stand=Stand.REVOKED, decided_at=at, decided_by=by
    )
    if ids:
        _record("sheets.revoke_invitation", collecting, len(ids), by, at)
    return len(ids)


@transaction.atomic
def send_texts(*, collecting: Collecting, by: accounts.User, at: dt.datetime) -> int:
    """The link as a short message to whom none was sent yet; answers to how many. Raises
    `NoGateway`."""
    check_open(collecting)
    if not notices.can_text():
        raise NoGateway
    found = list(textable(by, collecting, at=at))
    phones = queries.phones(found, on=local_date(at))
    sent = []
    for one in found:
        notice = notices.send_to_phone(
            phone=phones[one.wanted.person_id],
            kind=KIND,
            title=_("补填信息的链接"),
            text=message(one),
            at=at,
            place_path=one.wanted.person.place_path,
            secret=True,
        )
        if notice is not None:
            sent.append(one.pk)
    Invitation.objects.filter(pk__in=sent).update(texted_at=at)
    if sent:
        _record("sheets.text_invitation", collecting, len(sent), by, at)
    return len(sent)


def textable(user: accounts.User, collecting: Collecting, *, at: dt.datetime) -> list[Invitation]:
    """To whom a message can go. Not where the number itself would have to prove the person."""
    found = queries.usable(user, collecting, at=at).filter(texted_at=None)
    return list(found.exclude(proof=Proof.PHONE_TAIL))


def message(invitation: Invitation) -> str:
    """What is sent: neither the person nor the table is named, for whoever looks at the phone."""
    home = places.nearest(invitation.wanted.collecting.filling.place, places.Kind.COMMUNITY)
    place = home or invitation.wanted.collecting.filling.place
    words = {
        "place": place.name,
        "link": queries.link(invitation),
        "day": date_format(invitation.last_on, _("n月j日")),
    }
    text = _("%(place)s请您补填几项登记信息，%(day)s以前打开都行：%(link)s") % words
    if place.contact_phone:
        text += _(" 有疑问请打%(phone)s") % {"phone": place.contact_phone}
    return text


def _record(
    action: str, collecting: Collecting, people: int, by: accounts.User, at: dt.datetime
) -> None:
    changes: Mapping[str, int] = {"people": people}
    audit.record(
        action,
        by=by,
        at=at,
        subject=collecting,
        subject_name=str(collecting.filling),
        changes=changes,
    )
