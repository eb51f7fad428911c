"""One case: its page, each step on it, a look at the number, the print view."""

import hashlib

from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from linli.kernel import clock
from linli.kernel.errors import DomainError, EditConflict, InvalidMove, NotAllowed, NotFound
from linli.kernel.rights import desk_page
from linli.kernel.text import typed
from linli.services.cases import around, casework, permissions, queries
from linli.services.cases import past_replies as answered
from linli.services.cases import reply_check as checking
from linli.services.cases.actions.reveal import NeedsReason, reveal
from linli.services.cases.alike import finding
from linli.services.cases.models import Case
from linli.services.cases.web import alike as joining
from linli.services.cases.web import page, panels, steps
from linli.services.cases.web.forms import StepForm
from linli.services.cases.web.rows import place_of, requester_of

INVALID = NeedsReason.status
# Seconds within which the very same form again is a second click.
DOUBLE_TAP = 60


@require_safe
@never_cache
@desk_page()
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return page.show(request, queries.get_visible(request.user, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_page()
def step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Open a step's form on the page, or take the step."""
    case, chosen = queries.get_visible(request.user, pk), steps.find(code)
    if request.method != "POST":
        fits = chosen.open_to(request.user, case)
        return page.show(request, case, step=chosen if fits else None)
    if chosen.tells_who:
        permissions.check_not_concerned(request.user, case)
    form = page.new_form(chosen, case, request.user, request.POST, request.FILES)
    if not form.is_valid():
        seen = form.cleaned_data.get("seen")
        moved = seen is not None and seen < casework.last_entry_id(case)
        # Where nothing has happened since, the step never stood on this person's page.
        if not moved and not chosen.open_to(request.user, case):
            raise NotAllowed
        return page.show(request, case, step=chosen, form=form, status=INVALID)
    try:
        with transaction.atomic():
            # In the database, with the step: a second click waits for the first, and one that
            # failed leaves nothing behind.
            if not cache.add(_tap_of(request, pk, code), True, DOUBLE_TAP):
                return redirect("cases:case", pk)
            words = chosen.run(case, form, request.user, clock.now())
    except NotAllowed:
        raise
    except DomainError as error:
        return _not_taken(request, case, chosen, form, error)
    messages.success(request, words)
    return redirect("cases:case", pk)


@require_POST
@never_cache
@desk_page()
def reply_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the answer that is being written may lack; told, and nothing is kept of it."""
    case = queries.get_visible(request.user, pk)
    if not steps.find("report").open_to(request.user, case):
        raise NotFound
    permissions.check_not_concerned(request.user, case)
    remarks = checking.check(f"{case.title}\n{case.text}", typed(request.POST, "reply"))
    return render(request, "cases/web/parts/reply_check.html", {"remarks": remarks})


@require_safe
@never_cache
@desk_page()
def past_replies(request: HttpRequest, pk: int) -> HttpResponse:
    """How requests like this one were answered, for who writes the answer."""
    case = queries.get_visible(request.user, pk)
    if not steps.find("report").open_to(request.user, case):
        raise NotFound
    permissions.check_not_concerned(request.user, case)
    context = {"case": case, "past_replies": answered.like(request.user, case)}
    part = "cases/web/parts/past_replies.html"
    return render(request, part if request.htmx else "cases/web/past_replies.html", context)


@require_safe
@never_cache
@desk_page()
def alike(request: HttpRequest, pk: int) -> HttpResponse:
    """What reads like a request that arrived: fetched by its page, which does not wait for it."""
    case = queries.get_visible(request.user, pk)
    found = finding.NOTHING
    if joining.may_join(request.user, case):
        found = finding.recent(request.user, finding.Said.of(case), at=clock.now())
    context = {"case": case, "alike": found, "children": around.rows(case, "children")}
    return render(request, "cases/web/parts/alike_card.html", context)


def _tap_of(request: HttpRequest, pk: int, code: str) -> str:
    """The same for the second of two clicks: same person, same step, same words, same page read."""
    told = f"{request.user.pk} {pk} {code} {sorted(request.POST.lists())}"
    return f"tap:{hashlib.sha256(told.encode()).hexdigest()}"


def _not_taken(
    request: HttpRequest, case: Case, chosen: steps.Step, form: StepForm, error: DomainError
) -> HttpResponse:
    """The page as it stands now, with all that the person wrote and why it was not taken."""
    present = queries.get_visible(request.user, case.pk)
    problem, news = "", []
    if isinstance(error, EditConflict):
        form.show_theirs(error)
        problem = str(error)
    elif isinstance(error, InvalidMove):
        problem = page.changed_meanwhile(str(error))
    else:
        form.add_error(None, str(error))
    if problem:
        news = casework.news_since(present, request.user, form.cleaned_data["seen"] or 0)
    return page.show(
        request, present, step=chosen, form=form, news=news, problem=problem, status=error.status
    )


@require_POST
@never_cache
@desk_page()
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the requester's name and number once."""
    case = queries.get_visible(request.user, pk)
    try:
        seen = reveal(
            case=case, reason=typed(request.POST, "reason"), by=request.user, at=clock.now()
        )
    except NeedsReason as error:
        return page.show(request, case, problem=str(error), status=error.status)
    return page.show(request, case, revealed=seen)


@require_GET
@desk_page()
def decline_words(request: HttpRequest) -> HttpResponse:
    """The usual words for one kind of non-dispatch, for the form's box."""
    words = casework.non_dispatch_texts().get(request.GET.get("kind", ""), "")
    return render(request, "cases/web/parts/decline_words.html", {"words": words})


@require_GET
@never_cache
@desk_page()
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole case on A4."""
    case = queries.get_visible(request.user, pk)
    before, after = panels.photos(case)
    context = {
        "case": case,
        "place": place_of(case, request.user),
        "requester": requester_of(case, request.user),
        "result": casework.result(case, request.user),
        "reply": casework.reply(case, request.user),
        "before": before,
        "after": after,
        "clocks": casework.clocks(case),
        "timeline": casework.timeline(case, request.user)[::-1],
        "printed_at": clock.now(),
    }
    return render(request, "cases/web/sheet.html", context)
