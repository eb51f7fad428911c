"""A hand-over of work, written on the timeline of each case that changed hands."""

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.kernel.rows import insert_many
from linli.services.cases.actions.moves import entry
from linli.services.cases.models import Case
from linli.shared.work import public as work

KIND = "handed_over"


def write_down(event: work.HandedOver) -> None:
    """One line for each case; the resident reads that somebody else goes on with it.

    Of a whistle the line stands on the case that it belongs to, among colleagues only: to the
    resident the case has the same person in charge as before.
    """
    words = _words(event)
    own = Q(work__in=event.item_ids)
    whistled = Q(whistles__item__in=event.item_ids)
    found = Case.objects.filter(own | whistled).select_related("owner").distinct().order_by("pk")
    told = _("换了一位同事接着办，期限不变")
    insert_many(
        [
            entry(
                case,
                KIND,
                by=event.by,
                at=event.at,
                text=words,
                public_text=told if case.work_id in event.item_ids else "",
            )
            for case in found
        ]
    )


def _words(event: work.HandedOver) -> str:
    if event.to_user is None:
        return _("交接：退回单位，等安排人（%(reason)s）") % {"reason": event.reason}
    return _("交接：由%(name)s接着办（%(reason)s）") % {
        "name": event.to_user.name,
        "reason": event.reason,
    }
