"""What becomes of personal data when a request has been over long enough.

《个人信息保护法》 art 19: personal data is kept no longer than the purpose needs. Art 47: it is
erased when the purpose is reached, the period of keeping is over, or the person withdraws the
consent. The period is the site's to set (LINLI_REQUESTS_KEPT_DAYS, three years unless changed), as
local rules of archives differ. What stays is what statistics need: when, what kind, whose, how it
went; the place no closer than the building.
"""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.foundation.audit import public as audit
from linli.foundation.files import public as files
from linli.foundation.notices import public as notices
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import InvalidMove
from linli.services.cases import queries
from linli.services.cases.actions.intake import search_text
from linli.services.cases.models import (
    Appeal,
    CallBack,
    Case,
    Consultation,
    ContactAttempt,
    Delivery,
    Entry,
    Extension,
    Objection,
    Offer,
    Parking,
    Recusal,
    RecusalDemand,
    Whistle,
)
from linli.services.cases.states import FINISHED
from linli.shared.work import public as work

# Everything that somebody wrote about a case; a test goes through all tables for what is missing.
WORDS: Mapping[type[models.Model], tuple[str, ...]] = {
    Appeal: ("explanation", "decision"),
    CallBack: ("comment",),
    Consultation: ("where", "attendees", "minutes", "results"),
    ContactAttempt: ("note",),
    Delivery: ("account_id", "media_url"),
    Entry: ("text", "public_text"),
    Extension: ("reason", "decision"),
    Objection: ("reason", "evidence", "decision"),
    Offer: ("reason", "answer"),
    Parking: ("reason", "plan"),
    Recusal: ("reason",),
    RecusalDemand: ("about", "reason", "decision"),
    Whistle: ("request", "response", "result"),
}
NO_CLOSER_THAN = (places.Kind.UNIT, places.Kind.DWELLING)


def due(at: dt.datetime) -> QuerySet[Case]:
    """Finished requests whose time is over, the longest finished first."""
    before = at - dt.timedelta(days=settings.REQUESTS_KEPT_DAYS)
    found = Case.objects.filter(erased_at=None, finished_at__lt=before)
    return found.select_related("work", "place", "category").order_by("finished_at")


def erase_due(*, at: dt.datetime, most: int = 20_000) -> int:
    """Erase what is due, each in its own transaction; returns how many. Stopped, it goes on where
    it was."""
    erased = 0
    for case in due(at)[:most]:
        erase(case=case, at=at)
        erased += 1
    if erased:
        before = clock.local_date(at - dt.timedelta(days=settings.REQUESTS_KEPT_DAYS))
        told = {"rows": erased, "finished_before": before.isoformat()}
        audit.record("cases.erase_due", by=None, at=at, changes=told)
    return erased


@transaction.atomic
def erase(*, case: Case, at: dt.datetime, demanded: bool = False) -> None:
    """Take everything out of a finished case that tells who asked; the log says what was taken.

    `demanded`: the resident wants it now. Raises `InvalidMove` for a case in hand.
    """
    won = Case.objects.filter(pk=case.pk, erased_at=None, state__in=FINISHED).update(erased_at=at)
    if not won:
        raise InvalidMove(_("办结以后才能删除，或者已经删除过了。"))
    _forget_notices(case, at)
    photos, letters = case.attachments.count(), case.letters.count()
    _erase_case(case, at)
    for model, names in WORDS.items():
        rows = model._default_manager.filter(case=case)
        rows.update(**dict.fromkeys(names, ""))
    Entry.objects.filter(case=case).update(text=_("（内容已删除）"), before=None)
    case.letters.all().delete()
    for attachment in case.attachments.select_related("file"):
        attachment.delete()
        files.delete(file=attachment.file, by=None, at=at, reason="erased")
    audit.record(
        "cases.erase",
        by=None,
        at=at,
        subject=case,
        subject_name=case.number,
        changes={"photos": photos, "letters": letters, "demanded": demanded},
    )


def _forget_notices(case: Case, at: dt.datetime) -> None:
    """What people were sent goes by itself after `notices.KEPT`; of a case that is erased earlier,
    with it."""
    if case.finished_at is not None and case.finished_at > at - notices.KEPT:
        url = reverse("cases:case", args=[case.pk])
        notices.forget(url=url, name=case.number, since=case.received_at)


def _erase_case(case: Case, at: dt.datetime) -> None:
    kind = case.category.full_name if case.category else case.get_nature_display()
    place = _coarse(case.place)
    gone = {
        "title": kind[:120],
        "text": _("（内容已删除）"),
        "result": "",
        "reply": "",
        "address": "",
        "map_x": None,
        "map_y": None,
        "longitude": None,
        "latitude": None,
        "place": place,
        "place_path": place.place_path,
        "requester_name": "",
        "requester_phone": "",
        "phone_index": "",
        "phone_confirmed": False,
        "resident": None,
        "account": None,
        "submission_key": "",
        "erased_at": at,
    }
    for name, value in gone.items():
        setattr(case, name, value)
    case.save(update_fields=list(gone))
    work.forget(item=case.work, title=case.title, place=place)
    for whistle in case.whistles.select_related("item"):
        work.forget(item=whistle.item, title=case.title, place=place)
    queries.SEARCH.put(case.pk, search_text(case))


def _coarse(place: places.Place) -> places.Place:
    """The building instead of a door in it."""
    if place.kind not in NO_CLOSER_THAN:
        return place
    return places.nearest(place, places.Kind.BUILDING) or place
