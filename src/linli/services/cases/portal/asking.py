"""A new request: in which community, the form, and the slip with number and code."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock, qr
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.settled import one_look
from linli.kernel.text import typed
from linli.services.cases import limits, progress, queries, query_codes, slip
from linli.services.cases.actions import intake
from linli.services.cases.actions.supplement import supplement
from linli.services.cases.choices import Nature, Source
from linli.services.cases.models import Case
from linli.services.cases.portal import access, phone_check, photos, where
from linli.services.cases.portal.forms import ANONYMOUS, NAMED, RequestForm, new_key

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@access.personal
@one_look()
def new(request: HttpRequest) -> HttpResponse:
    """The form. Photos are stored first, so that a form that comes back still has them."""
    start = where.starting_place(request.GET.get("place", ""))
    community = where.community_of(start)
    if community is None:
        return _choose(request)
    if request.method != "POST":
        form = RequestForm(community=community, initial=_initial(request, start))
        return _page(request, community, form, photos.Draft())
    at = clock.now()
    form, status = RequestForm(request.POST, community=community), INVALID
    draft = photos.take(request, at=at)
    if "send_code" in request.POST:
        _send_code(request, form, community, at)
        unchecked = RequestForm(community=community, initial=request.POST.dict())
        return _page(request, community, unchecked, draft)
    if form.is_valid() and not draft.problems and _phone_is_settled(request, form, at):
        asked = _asked(request, community, form, draft)
        if twin := access.sent_before(request, asked, at=at):
            return _already(request, twin, draft, at)
        try:
            case = intake.submit(request=asked, by=None, at=at, pace=_pace(asked, community))
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return redirect("requests:done", token=query_codes.link_token(case.pk))
    return _page(request, community, form, draft, status=status)


def _already(
    request: HttpRequest, twin: Case, draft: photos.Draft, at: dt.datetime
) -> HttpResponse:
    """Somebody was not sure whether it had arrived: the slip once more, and new photos join it."""
    if draft.stored:
        supplement(case=twin, text="", photos=draft.stored, at=at)
    words = _("这件事您刚才已经提交过了，就是这一件，不用再交。要补充情况，请点“看进度”。")
    messages.info(request, words)
    return redirect("requests:done", token=query_codes.link_token(twin.pk))


def _pace(asked: intake.Request, community: places.Place) -> list[limits.Try]:
    """What a flood of requests is kept back by."""
    phone = community.contact_phone
    call = _("急事请打社区电话%(phone)s。") % {"phone": phone} if phone else _("请过一会儿再试。")
    tries = []
    if asked.phone:
        tries.append((limits.new_requests_of(call=call), asked.phone))
    if not asked.phone_confirmed and asked.account is None:
        tries.append((limits.new_requests_from(call=call), limits.origin()))
    return tries


def _choose(request: HttpRequest) -> HttpResponse:
    """Which community? Asked where the site serves several and no link has said it."""
    words = typed(request.GET, "q")[:60]
    found = places.communities_called(words, most=where.OFFERED)
    context = {"words": words, "communities": found, "most": where.OFFERED}
    return render(request, "cases/portal/choose_community.html", context)


def _initial(request: HttpRequest, start: places.Place | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"submission_key": new_key(), "contact": NAMED}
    if start is not None:
        building = places.nearest(start, places.Kind.BUILDING)
        initial["building"] = building.pk if building else ""
        initial["address"] = start.name if start.kind == places.Kind.UNIT else ""
    if account := _resident(request):
        initial |= {"name": account.name, "phone": account.phone}
    return initial


def _page(
    request: HttpRequest,
    community: places.Place,
    form: RequestForm,
    draft: photos.Draft,
    status: int = 200,
) -> HttpResponse:
    phone = str(form["phone"].value() or "")
    context = {
        "form": form,
        "draft": draft,
        "most_photos": photos.MOST,
        "community": community,
        "contact_place": community,
        "codes_are_offered": phone_check.is_offered(),
        "phone_is_confirmed": phone_check.is_confirmed(request, phone),
        "drawn": places.sketch(community),
        "watches": progress.watched_words(),
    }
    return render(request, "cases/portal/new.html", context, status=status)


def _send_code(
    request: HttpRequest, form: RequestForm, community: places.Place, at: dt.datetime
) -> None:
    """Only the number is looked at now: the rest of the form may still be half written."""
    form.full_clean()
    phone = form.cleaned_data.get("phone", "")
    if not phone_check.is_offered() or not phone:
        messages.error(request, _("请先填好手机号，再获取验证码。"))
        return
    try:
        phone_check.send(request, phone=phone, place_path=community.place_path, at=at)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.info(request, _("验证码已发送，请把短信里的6位数字填到“短信验证码”里。"))


def _phone_is_settled(request: HttpRequest, form: RequestForm, at: dt.datetime) -> bool:
    """Take the code, if one was given. False: it was wrong, and the form says so."""
    phone, code = form.cleaned_data["phone"], form.cleaned_data["code"]
    if not code or form.cleaned_data["contact"] == ANONYMOUS or not phone_check.is_offered():
        return True
    if phone_check.is_confirmed(request, phone):
        return True
    try:
        phone_check.confirm(request, phone=phone, code=code, at=at)
    except DomainError as error:
        form.add_error("code", str(error))
        return False
    return True


def _asked(
    request: HttpRequest, community: places.Place, form: RequestForm, draft: photos.Draft
) -> intake.Request:
    given = form.cleaned_data
    anonymous = given["contact"] == ANONYMOUS
    return intake.Request(
        text=given["text"],
        place=_place(community, form),
        source=Source.PORTAL,
        nature=Nature(given["nature"] or Nature.HELP),
        address=given["address"],
        anonymous=anonymous,
        name=given["name"],
        phone=given["phone"],
        phone_confirmed=not anonymous and phone_check.is_confirmed(request, given["phone"]),
        concerns=given["concerns"],
        account=_resident(request),
        map_point=form.map_point,
        photos=draft.stored,
        submission_key=form.once_key,
    )


def _place(community: places.Place, form: RequestForm) -> places.Place:
    """The building that was chosen, else the grid that was tapped, else the community."""
    building: places.Place | None = form.cleaned_data["building"]
    if building is None and form.map_point is not None:
        return where.grid_at(community, form.map_point) or community
    return building or community


def _resident(request: HttpRequest) -> accounts.User | None:
    user = request.user
    return user if user.is_authenticated and user.is_resident else None


@require_safe
@access.personal
def done(request: HttpRequest, token: str) -> HttpResponse:
    """The slip: number, code, what happens next and until when."""
    case = by_link(request, token)
    if case is None:
        return to_find(request)
    context = {
        "case": case,
        "code": query_codes.code_for(case.pk),
        "qr": qr.drawing(slip.link(case)),
        "limits": progress.limits(case, at=clock.now()),
        "first_calls": progress.first_calls_of(code for code, _word in case.alerts),
        "contact_place": progress.contact_card(case.place) or case.community,
        "community": case.community,
    }
    return render(request, "cases/portal/done.html", context)


def by_link(request: HttpRequest, token: str) -> Case | None:
    """Open the request of a signed link for this browser; None for a link that is none of ours."""
    try:
        case = queries.by_token(token)
    except NotFound:
        return None
    access.remember(request, case)
    return case


def to_find(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("这个链接不完整或已失效。请用受理单上的编号和查询码打开。"))
    return redirect("requests:find")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Who looks after my building? The posted card of its grid."""
    start = where.starting_place(request.GET.get("place", ""))
    community = where.community_of(start)
    if community is None:
        return _choose(request)
    card = progress.contact_card(start) if start else None
    context = {
        "community": community,
        "buildings": where.buildings(community),
        "chosen": start,
        "card": card,
        "contact_place": community,
    }
    return render(request, "cases/portal/worker.html", context)
