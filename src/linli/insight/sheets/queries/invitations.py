"""Reads of the links by which people tell for themselves what is lacking."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.insight.sheets import told
from linli.insight.sheets.models import Collecting, Invitation, Proof, Stand, Wanted
from linli.insight.sheets.queries import collecting as queries
from linli.kernel.clock import local_date
from linli.kernel.errors import NotFound
from linli.registers.residents import public as residents
from linli.services.privacy import public as privacy

# Wrong answers after which a link opens nothing more: one in a thousand guesses four digits then.
MOST_TRIES = 8
RUNNING = (Stand.OPEN, Stand.ANSWERED)


def link(invitation: Invitation) -> str:
    """The address that the person opens; nothing of the person stands in it."""
    return f"{settings.PUBLIC_URL}{reverse('answers:answer', args=[invitation.token])}"


def opens(invitation: Invitation, *, at: dt.datetime) -> bool:
    """Whether the link still leads to the questions."""
    return invitation.stand == Stand.OPEN and not locked(invitation) and invitation.expires_at > at


def locked(invitation: Invitation) -> bool:
    """Whether somebody tried it too often."""
    return invitation.tries >= MOST_TRIES


def visible_to(user: accounts.User, task: Collecting) -> QuerySet[Invitation]:
    """Of one task those to people for whom this person writes."""
    scope = accounts.scope(user, residents.ResidentsPermission.EDIT, "wanted__person__place_path")
    return Invitation.objects.filter(
        scope, wanted__collecting=task, wanted__person__merged_into=None
    ).select_related("wanted__person__household__dwelling")


def get_visible(user: accounts.User, pk: int) -> Invitation:
    """One of them; `NotFound` for all others."""
    found = Invitation.objects.filter(pk=pk).values_list("wanted__collecting", flat=True).first()
    if found is None:
        raise NotFound
    task = queries.get_visible(user, found)
    one = visible_to(user, task).select_related("wanted__collecting__filling__place").filter(pk=pk)
    if (invitation := one.first()) is None:
        raise NotFound
    return invitation


def running(user: accounts.User, task: Collecting) -> QuerySet[Invitation]:
    """Links that wait for an answer, in the order of the table."""
    return visible_to(user, task).filter(stand=Stand.OPEN).order_by("wanted__position")


def usable(user: accounts.User, task: Collecting, *, at: dt.datetime) -> QuerySet[Invitation]:
    """Those that still open."""
    return running(user, task).filter(expires_at__gt=at, tries__lt=MOST_TRIES)


def answered(user: accounts.User, task: Collecting) -> QuerySet[Invitation]:
    """Those on whose answers somebody has to decide."""
    return visible_to(user, task).filter(stand=Stand.ANSWERED).order_by("answered_at", "pk")


def waiting(task: Collecting) -> int:
    """How many answers nobody has decided on."""
    return Invitation.objects.filter(wanted__collecting=task, stand=Stand.ANSWERED).count()


def by_token(token: str, *, at: dt.datetime) -> Invitation | None:
    """The link that a resident has opened, if it still leads anywhere."""
    found = (
        Invitation.objects.filter(
            token_index=told.index_of(token),
            wanted__person__merged_into=None,
            wanted__collecting__finished_at=None,
        )
        .select_related("wanted__person__household", "wanted__collecting__filling__place")
        .select_related("wanted__collecting__work__assignee")
        .first()
    )
    return found if found is not None and opens(found, at=at) else None


@dataclasses.dataclass(frozen=True)
class Ask:
    """What could be asked of one person by a link: elements, and what proves the person."""

    wanted: Wanted
    elements: list[str]
    proof: Proof


def askable(wanted: Sequence[Wanted], user: accounts.User) -> list[Ask]:
    """To whom a link can be given: something may be asked, and the register knows a proof. A
    constant number of queries."""
    group_of = residents.catalogue.GROUP_OF
    living = [one for one in wanted if one.person.presence != residents.Presence.DIED]
    codes = {group_of[element].code for one in living for element in one.open}
    grounds = privacy.grounds_of([one.person_id for one in living], codes)
    found = []
    for one in living:
        elements = [
            element
            for element in one.open
            if group_of[element].code in grounds[one.person_id]
            and queries.may_tell(user, element, one.person.place_path)
        ]
        proof = told.proof_of(one.person, elements)
        if elements and proof is not None:
            found.append(Ask(one, elements, proof))
    return found


@dataclasses.dataclass(frozen=True)
class Section:
    """Questions that are asked for one purpose. `text`: what is told of it where it needs the
    person's own consent."""

    ground: privacy.Ground
    fields: list[residents.catalogue.Field]
    sensitive: bool
    text: privacy.NoticeText | None

    @property
    def purpose(self) -> privacy.Purpose:
        return self.ground.purpose


def sections(invitation: Invitation, *, at: dt.datetime) -> list[Section]:
    """What is still asked of one person, plain things first, what needs a consent last."""
    person = invitation.wanted.person
    fields, group_of = residents.catalogue.FIELDS, residents.catalogue.GROUP_OF
    elements = [one for one in invitation.elements if one in invitation.wanted.open]
    codes = {group_of[element].code for element in elements}
    grounds = privacy.grounds_of([person.pk], codes)[person.pk]
    found: dict[tuple[bool, bool, int], list[str]] = {}
    by_purpose: dict[int, privacy.Ground] = {}
    for element in elements:
        group = group_of[element]
        if (ground := grounds.get(group.code)) is not None:
            by_purpose[ground.purpose.pk] = ground
            # One word is said to a purpose, whatever it covers.
            grave = ground.purpose.is_sensitive if ground.to_agree else group.sensitive
            key = (ground.to_agree, grave, ground.purpose.pk)
            found.setdefault(key, []).append(element)
    child = privacy.is_child(person, on=local_date(at))
    return [
        Section(
            ground=by_purpose[purpose],
            fields=[fields[element] for element in asked],
            sensitive=sensitive,
            text=privacy.text_in_force(by_purpose[purpose].purpose, child=child)
            if to_agree
            else None,
        )
        for (to_agree, sensitive, purpose), asked in sorted(found.items(), key=lambda one: one[0])
    ]


def phones(invitations: Iterable[Invitation], *, on: dt.date) -> dict[int, str]:
    """Person → the number to write to: of a child the guardian's."""
    people = {one.wanted.person_id: one.wanted.person for one in invitations}
    children = [pk for pk, person in people.items() if privacy.is_child(person, on=on)]
    guardians = residents.guardians_of(children)
    found = {}
    for pk, person in people.items():
        if pk in children:
            found[pk] = next((one.phone for one in guardians.get(pk, ()) if one.phone), "")
        else:
            found[pk] = person.phone
    return found
