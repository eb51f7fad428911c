"""What reads like the request that is being written down: shown while one types, ticked, joined."""

import datetime as dt
from collections.abc import Sequence

from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel.errors import NotAllowed
from linli.kernel.identity import normalise_phone
from linli.kernel.text import ids, typed
from linli.services.cases import permissions, queries
from linli.services.cases.actions.supplement import supplement
from linli.services.cases.alike import finding
from linli.services.cases.models import Case
from linli.services.cases.states import IN_HAND
from linli.services.cases.web.intake_forms import IntakeForm
from linli.services.cases.web.places import PlaceChoice
from linli.services.cases.web.steps import FILE_OWNER

# A ticked request, and the button that adds to one, in the form.
SAME, ADD_TO = "same", "add_to"
# Seconds within which the same form again is a second click.
DOUBLE_TAP = 600
MOST_TICKED = 5


def found(data: QueryDict, user: accounts.User, *, at: dt.datetime) -> finding.Found:
    """What reads like the half-written form."""
    return finding.recent(user, _said(data, user), at=at, keep=ticked(data))


def ticked(data: QueryDict) -> list[int]:
    """Ids that somebody says are the same matter."""
    return ids(data.getlist(SAME))[:MOST_TICKED]


def joinable(user: accounts.User, picked: Sequence[int], *, but: Case) -> list[Case]:
    """Of the ticked ones those that this person may join a request to."""
    return [case for case in finding.joinable(user, picked) if case.pk != but.pk]


def may_join(user: accounts.User, case: Case) -> bool:
    """Whether a request that arrived can still be joined with another by this person."""
    return (
        case.state in IN_HAND
        and case.parent_id is None
        and permissions.can_handle(user, case)
        and not permissions.is_concerned(user, case)
    )


def add(form: IntakeForm, user: accounts.User, *, at: dt.datetime) -> Case:
    """Put what was written down on the timeline of an earlier request of the same person, in place
    of a new one; sent twice, it stands there once."""
    number = next(iter(ids([form.data.get(ADD_TO, "")])), 0)
    case = queries.get_visible(user, number)
    if not _said(form.data, user).by_same_person(case):
        raise NotAllowed
    with transaction.atomic():
        if cache.add(f"added:{form.once_key}:{case.pk}", True, DOUBLE_TAP):
            photos = form.cleaned_data.get("photos", [])
            stored = [files.store(photo, owner=FILE_OWNER, by=user, at=at) for photo in photos]
            supplement(case=case, text=form.cleaned_data["text"], photos=stored, by=user, at=at)
    return case


def _said(data: QueryDict, user: accounts.User) -> finding.Said:
    resident = ids([data.get("resident", "")])
    return finding.Said(
        text=typed(data, "text"),
        place=PlaceChoice.of(data, user).place,
        address=typed(data, "address"),
        phone_index=finding.phone_index(normalise_phone(typed(data, "phone"))),
        resident=resident[0] if resident else None,
    )
