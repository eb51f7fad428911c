"""Writing a request down at the desk, by hand or out of a chat, and the slip for the resident."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.foundation.accounts import public as accounts
from linli.foundation.files import public as files
from linli.kernel import clock, qr
from linli.kernel.errors import DomainError, NotAllowed, NotFound
from linli.kernel.rights import desk_page
from linli.kernel.text import typed
from linli.services.cases import casework, chats, proposing, queries, query_codes, slip
from linli.services.cases.actions.intake import submit
from linli.services.cases.actions.slips import print_again
from linli.services.cases.choices import Source
from linli.services.cases.permissions import CasesPermission
from linli.services.cases.progress import contact_card
from linli.services.cases.web import alike
from linli.services.cases.web.intake_forms import IntakeForm
from linli.services.cases.web.places import PlaceChoice, said_place
from linli.services.cases.web.steps import FILE_OWNER

INVALID = 422
CHAT_LIMIT = 20_000
# The request whose slip this browser may show without a record: it has just written it down.
JUST_TAKEN = "just_taken"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_page(CasesPermission.INTAKE)
def new(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _take(request)
    return _page(request, IntakeForm(user=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_page(CasesPermission.INTAKE)
def from_chat(request: HttpRequest) -> HttpResponse:
    """The same form with a box for the chat above it; "read" fills the form from the box."""
    if request.method != "POST":
        return _page(
            request, IntakeForm(user=request.user, initial=_chat_initial(request.user)), chat=""
        )
    pasted = typed(request.POST, "chat")[:CHAT_LIMIT]
    if "read" not in request.POST:
        return _take(request, chat=pasted)
    story = chats.story(chats.parse(pasted, at=clock.now()))
    form = IntakeForm(user=request.user, initial=_chat_initial(request.user, story))
    return _page(request, form, chat=pasted, story=story)


def _chat_initial(user: accounts.User, story: chats.Story | None = None) -> dict[str, Any]:
    initial: dict[str, Any] = {"source": Source.CHAT}
    if story is None:
        return initial
    if said := said_place(story.text, user):
        initial["place_text"] = said
    return initial | {"text": story.text, "name": story.speaker}


def _take(request: HttpRequest, chat: str | None = None) -> HttpResponse:
    form, now = IntakeForm(request.POST, request.FILES, user=request.user), clock.now()
    if alike.ADD_TO in request.POST:
        return _add(request, form, chat)
    if form.is_valid():
        try:
            with transaction.atomic():
                photos = [
                    files.store(photo, owner=FILE_OWNER, by=request.user, at=now)
                    for photo in form.cleaned_data["photos"]
                ]
                case = submit(request=form.request(photos), by=request.user, at=now)
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            request.session[JUST_TAKEN] = case.pk
            slip_page = reverse("cases:slip", args=[case.pk])
            same = urlencode({alike.SAME: alike.ticked(request.POST)}, doseq=True)
            return redirect(f"{slip_page}?{same}" if same else slip_page)
    return _page(request, form, chat=chat, status=INVALID)


def _add(request: HttpRequest, form: IntakeForm, chat: str | None) -> HttpResponse:
    """What was said becomes a line of an earlier request of the same person: nothing but the words
    and the photos is asked for."""
    form.is_valid()
    wrong = {"text", "photos"} & form.errors.keys()
    try:
        case = None if wrong else alike.add(form, request.user, at=clock.now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        case = None
        form.add_error(None, str(error))
    if case is None:
        return _page(request, form, chat=chat, status=INVALID)
    words = _("已补充到这件诉求，没有另外登记。负责人会看到。")
    messages.success(request, words)
    return redirect("cases:case", case.pk)


def _page(
    request: HttpRequest,
    form: IntakeForm,
    *,
    chat: str | None = None,
    story: chats.Story | None = None,
    status: int = 200,
) -> HttpResponse:
    text, phone = form["text"].value() or "", form["phone"].value() or ""
    context = {
        "form": form,
        "chat": chat,
        "story": story,
        "known": casework.known_by_phone(request.user, phone),
        "hints": casework.hints(text, request.user) if text else None,
        **_facts(text, form.data),
        "picked": form.data.get("resident", ""),
        "alike": alike.found(form.data, request.user, at=clock.now()) if form.is_bound else None,
        "ticked": alike.ticked(form.data) if form.is_bound else [],
    }
    return render(request, "cases/web/new.html", context, status=status)


@require_POST
@never_cache
@desk_page(CasesPermission.INTAKE)
def read_chat(request: HttpRequest) -> HttpResponse:
    """What was said, by whom and where, as fields of the form, while the rest of it stays; a
    place that the person has typed stays too."""
    pasted = typed(request.POST, "chat")[:CHAT_LIMIT]
    story = chats.story(chats.parse(pasted, at=clock.now()))
    form = IntakeForm(user=request.user, initial=_chat_initial(request.user, story))
    context = {
        "form": form,
        "story": story,
        "hints": casework.hints(story.text, request.user),
        **_facts(story.text, request.POST),
    }
    said = request.POST.copy()
    said["text"] = story.text
    context["alike"] = alike.found(said, request.user, at=clock.now())
    context["proposes"] = "place_text" in form.initial and not typed(request.POST, "place_text")
    return render(request, "cases/web/parts/read_chat.html", context)


@require_POST
@never_cache
@desk_page(CasesPermission.INTAKE)
def hints(request: HttpRequest) -> HttpResponse:
    """What the words warn of, and where they belong."""
    text = typed(request.POST, "text")
    context = {
        "hints": casework.hints(text, request.user),
        "place": said_place(text, request.user),
        "alike": alike.found(request.POST, request.user, at=clock.now()),
        "ticked": alike.ticked(request.POST),
        **_facts(text, request.POST),
    }
    return render(request, "cases/web/parts/hints.html", context)


def _facts(text: str, data: Mapping[str, str]) -> dict[str, Any]:
    """The day and the amounts that a text names, and who tells it unless that is written down."""
    days = proposing.named_days(text, clock.today())
    name, phone = proposing.named_teller(text)
    return {
        "day": days[0] if days else None,
        "amounts": proposing.named_amounts(text),
        "said_name": "" if typed(data, "name") else name,
        "said_phone": "" if typed(data, "phone") else phone,
    }


@require_POST
@never_cache
@desk_page(CasesPermission.INTAKE)
def known(request: HttpRequest) -> HttpResponse:
    """Who has this number, and what was asked with it before."""
    found = casework.known_by_phone(request.user, typed(request.POST, "phone"))
    return render(request, "cases/web/parts/known.html", {"known": found})


@require_POST
@never_cache
@desk_page()
def find_place(request: HttpRequest) -> HttpResponse:
    """What the typed place can mean."""
    choice = PlaceChoice.of(request.POST, request.user)
    return render(request, "cases/web/parts/place_options.html", {"choice": choice})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_page()
def show_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and query code to hand over, on paper or to scan; once more only on the record."""
    case = queries.get_visible(request.user, pk)
    if request.method == "POST":
        print_again(case=case, by=request.user, at=clock.now())
    elif request.session.get(JUST_TAKEN) != pk:
        return redirect("cases:case", pk)
    context = {
        "case": case,
        "code": query_codes.code_for(case.pk),
        "qr": qr.drawing(slip.link(case)),
        "card": contact_card(case.place),
        "same": alike.joinable(request.user, alike.ticked(request.GET), but=case),
    }
    return render(request, "cases/web/slip.html", context)
