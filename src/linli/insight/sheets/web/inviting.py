"""Links by which residents tell for themselves: giving them out, and deciding on what came in."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.notices import public as notices
from linli.foundation.places import public as places
from linli.insight.sheets import tasks
from linli.insight.sheets.actions import inviting
from linli.insight.sheets.models import Collecting, Invitation
from linli.insight.sheets.queries import collecting as of_tasks
from linli.insight.sheets.queries import invitations as queries
from linli.insight.sheets.told import Told
from linli.kernel import clock, qr
from linli.kernel.errors import DomainError
from linli.kernel.rights import desk_page
from linli.kernel.text import whole_number
from linli.registers.residents import public as residents
from linli.services.privacy import public as privacy

EDIT = residents.ResidentsPermission.EDIT
PAGE = 50
# Eight on a sheet, twelve sheets at a time.
SLIPS = 96


@dataclasses.dataclass(frozen=True)
class Line:
    """One fact that somebody told: what stands in the register, and what was told."""

    label: object
    before: str
    told: str


@dataclasses.dataclass(frozen=True)
class Proposal:
    """What one person told; `others`: how many facts are for colleagues with more rights."""

    invitation: Invitation
    lines: list[Line]
    others: int
    consents: list[tuple[str, bool]]
    guardian: str


@require_safe
@never_cache
@desk_page(EDIT)
def index(request: HttpRequest, collecting_id: int) -> HttpResponse:
    """What came in to be decided on, and the links that are out."""
    task = of_tasks.get_visible(request.user, collecting_id)
    at = clock.now()
    came = Paginator(queries.answered(request.user, task), PAGE).get_page(1)
    page = Paginator(queries.running(request.user, task), PAGE).get_page(request.GET.get("page"))
    rest = of_tasks.still_wanted(task, request.user)
    usable = queries.usable(request.user, task, at=at)
    context: dict[str, Any] = {
        "collecting": task,
        "proposals": _proposals(list(came), request.user),
        "came": came.paginator.count,
        "page": page,
        "rows": [
            {"one": one, "opens": queries.opens(one, at=at), "locked": queries.locked(one)}
            for one in page
        ],
        "usable": usable.count(),
        "uninvited": rest.exclude(pk__in=usable.values("wanted"))
        .exclude(pk__in=queries.answered(request.user, task).values("wanted"))
        .count(),
        "may_text": notices.can_text(),
        "textable": len(inviting.textable(request.user, task, at=at)) if notices.can_text() else 0,
        "told_people": privacy.notice_for(child=False) is not None,
    }
    return render(request, "sheets/invitations.html", context)


def _proposals(found: list[Invitation], user: Any) -> list[Proposal]:
    records = of_tasks.records_of([one.wanted for one in found])
    names = {one.pk: one.name for one in privacy.purposes()} if found else {}
    return [_proposal(one, records[one.wanted_id], names, user) for one in found]


def _proposal(
    invitation: Invitation, records: of_tasks.Records, names: dict[int, str], user: Any
) -> Proposal:
    words = Told.loaded(invitation.answer)
    path = invitation.wanted.person.place_path
    lines, others = [], 0
    for element, value in words.facts.items():
        field = residents.catalogue.FIELDS[element]
        if not of_tasks.may_tell(user, element, path):
            others += 1
            continue
        before = residents.values.masked(field, of_tasks.value_in(records, field))
        lines.append(Line(field.label, before, residents.values.masked(field, value)))
    relation = residents.codes.label("relation", words.relation) if words.relation else ""
    return Proposal(
        invitation=invitation,
        lines=lines,
        others=others,
        consents=[(names.get(one.purpose, ""), one.agreed) for one in words.consents],
        guardian=f"{words.guardian} {relation}".strip(),
    )


@require_POST
@desk_page(EDIT)
def make(request: HttpRequest, collecting_id: int) -> HttpResponse:
    """A link for everybody who has none yet."""
    task = of_tasks.get_visible(request.user, collecting_id)
    try:
        made = inviting.invite(collecting=task, by=request.user, at=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("做好了%(n)d个链接。", "做好了%(n)d个链接。", made) % {"n": made}
        messages.success(request, words)
    return redirect("sheets:invitations", task.pk)


@require_POST
@desk_page(EDIT)
def text(request: HttpRequest, collecting_id: int) -> HttpResponse:
    """The links as short messages."""
    task = of_tasks.get_visible(request.user, collecting_id)
    sent = inviting.send_texts(collecting=task, by=request.user, at=clock.now())
    if sent:
        words = ngettext("已给%(n)d位发短信。", "已给%(n)d位发短信。", sent) % {"n": sent}
        messages.success(request, words)
    else:
        messages.info(request, _("没有能发短信的：没有手机号，或已经发过。"))
    return redirect("sheets:invitations", task.pk)


@require_POST
@desk_page(EDIT)
def revoke_all(request: HttpRequest, collecting_id: int) -> HttpResponse:
    task = of_tasks.get_visible(request.user, collecting_id)
    ids = list(queries.running(request.user, task).values_list("pk", flat=True))
    return _revoked(request, task, ids)


@require_safe
@never_cache
@desk_page(EDIT)
def show(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """One link: to be scanned off the screen, or copied into a chat."""
    one = queries.get_visible(request.user, invitation_id)
    address = queries.link(one)
    opens = queries.opens(one, at=clock.now())
    context = {
        "one": one,
        "collecting": one.wanted.collecting,
        "person": one.wanted.person,
        "opens": opens,
        "is_child": _is_child(one),
        "guardians": residents.guardians_of([one.wanted.person_id]).get(one.wanted.person_id, []),
        "message": inviting.message(one) if opens else "",
        "qr": qr.drawing(address) if opens else "",
    }
    return render(request, "sheets/invitation.html", context)


def _is_child(invitation: Invitation) -> bool:
    return privacy.is_child(invitation.wanted.person, on=clock.today())


@require_POST
@desk_page(EDIT)
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    one = queries.get_visible(request.user, invitation_id)
    return _revoked(request, one.wanted.collecting, [one.pk])


def _revoked(request: HttpRequest, task: Collecting, ids: list[int]) -> HttpResponse:
    inviting.revoke(collecting=task, invitations=ids, by=request.user, at=clock.now())
    messages.success(request, _("链接已收回，打不开了。"))
    return redirect("sheets:invitations", task.pk)


@require_safe
@never_cache
@desk_page(EDIT)
def slips(request: HttpRequest, collecting_id: int) -> HttpResponse:
    """On paper: eight slips on a sheet, to be cut."""
    task = of_tasks.get_visible(request.user, collecting_id)
    found = queries.usable(request.user, task, at=clock.now())
    page = Paginator(found, SLIPS).get_page(request.GET.get("page"))
    place = task.filling.place
    context = {
        "collecting": task,
        "page": page,
        "community": places.nearest(place, places.Kind.COMMUNITY) or place,
        "slips": [
            {"one": one, "link": link, "qr": qr.drawing(link), "is_child": _is_child(one)}
            for one in page
            for link in [queries.link(one)]
        ],
    }
    return render(request, "sheets/slips.html", context)


@require_POST
@desk_page(EDIT)
def decide(request: HttpRequest, collecting_id: int) -> HttpResponse:
    """One click for all that is ticked."""
    task = of_tasks.get_visible(request.user, collecting_id)
    told = map(whole_number, request.POST.getlist("answer"))
    ids = [pk for pk in told if pk is not None]
    if request.POST.get("verdict") == "decline":
        tasks.decline_own(collecting=task, invitations=ids, by=request.user, at=clock.now())
        messages.success(request, _("没有采用，登记册没有变。这些人可以再问。"))
        return redirect("sheets:invitations", task.pk)
    errors = tasks.accept_own(collecting=task, invitations=ids, by=request.user, at=clock.now())
    names = dict(
        queries.answered(request.user, task)
        .filter(pk__in=errors)
        .values_list("pk", "wanted__person__name")
    )
    for pk, words in errors.items():
        messages.error(request, _("%(name)s：%(why)s") % {"name": names.get(pk, ""), "why": words})
    if len(errors) < len(ids):
        messages.success(request, _("已记到登记册里。"))
    return redirect("sheets:invitations", task.pk)
