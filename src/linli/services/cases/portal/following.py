"""The page of one request, followed like a parcel, and what the resident can do on it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import DomainError
from linli.services.cases import progress
from linli.services.cases.actions import closing, erasure, pressing, recusals
from linli.services.cases.actions.supplement import supplement as add_words
from linli.services.cases.choices import Satisfaction
from linli.services.cases.models import CallBackChannel, Case
from linli.services.cases.portal import access, photos
from linli.services.cases.portal.asking import INVALID
from linli.services.cases.portal.forms import (
    EraseForm,
    RateForm,
    RecusalForm,
    ReopenForm,
    SupplementForm,
    UrgeForm,
    WithdrawForm,
)

FORMS: dict[str, type[forms.Form]] = {
    "supplement": SupplementForm,
    "rate": RateForm,
    "urge": UrgeForm,
    "reopen": ReopenForm,
    "withdraw": WithdrawForm,
    "recusal": RecusalForm,
    "erase": EraseForm,
}
# The fields of these forms that hold somebody's own words.
WORDS = ("text", "comment", "reason", "about", "words")


@require_safe
@access.with_own_case
def show(request: HttpRequest, case: Case) -> HttpResponse:
    return _page(request, case)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    sent: forms.Form | None = None,
    draft: photos.Draft | None = None,
) -> HttpResponse:
    """The page; `sent` is a form that came back with something to mend, and stays open."""
    at = clock.now()
    told = progress.of_case(case, at=at)
    shown = {name: sent if type(sent) is form else form() for name, form in FORMS.items()}
    context = {
        "progress": told,
        "before": [photos.show(photo.file, at=at) for photo in told.before],
        "after": [photos.show(photo.file, at=at) for photo in told.after],
        "case": case,
        "forms": shown,
        "left_over": _left_over(told, sent),
        "unsent": bool(sent and sent.errors) or bool(draft and draft.problems),
        "draft": draft or photos.Draft(),
        "most_photos": photos.MOST,
        "community": case.community,
        "contact_place": told.contact or case.community,
    }
    return render(request, "cases/portal/progress.html", context, status=INVALID if sent else 200)


def _left_over(told: progress.Progress, sent: forms.Form | None) -> str:
    """What somebody wrote into a form that the page does not have any more."""
    gone = [name for name in FORMS if not getattr(told, f"may_{name}")]
    if sent is None or not any(type(sent) is FORMS[name] for name in gone):
        return ""
    return " ".join(sent.data.get(name, "") for name in WORDS).strip()


def _carry_out(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    deed: Callable[[], object],
    thanks: str,
    draft: photos.Draft | None = None,
) -> HttpResponse:
    """Do it and say so; or show what has to be mended, with all that was written."""
    if form.is_valid() and not (draft and draft.problems):
        try:
            deed()
        except DomainError as error:
            messages.error(request, str(error))
            # Somebody may have been quicker: show the request as it stands now.
            case = access.find(request, case.number) or case
        else:
            messages.success(request, thanks)
            return redirect("requests:progress", number=case.number)
    return _page(request, case, sent=form, draft=draft)


@require_POST
@access.with_own_case
def supplement(request: HttpRequest, case: Case) -> HttpResponse:
    at = clock.now()
    form, draft = SupplementForm(request.POST), photos.take(request, at=at)
    return _carry_out(
        request,
        case,
        form,
        lambda: add_words(
            case=case,
            text=form.cleaned_data["text"],
            photos=draft.stored,
            at=at,
        ),
        _("补充的内容已经收到，办理的同志会看到。"),
        draft,
    )


@require_POST
@access.with_own_case
def rate(request: HttpRequest, case: Case) -> HttpResponse:
    form = RateForm(request.POST)
    return _carry_out(
        request,
        case,
        form,
        lambda: closing.call_back(
            case=case,
            contacted=form.cleaned_data["contacted"] == "yes",
            solved=form.cleaned_data["solved"] == "yes",
            satisfaction=Satisfaction(form.cleaned_data["satisfaction"]),
            comment=form.cleaned_data["comment"],
            channel=CallBackChannel.LINK,
            by=None,
            at=clock.now(),
        ),
        _("谢谢您的评价，我们记下了。"),
    )


@require_POST
@access.with_own_case
def urge(request: HttpRequest, case: Case) -> HttpResponse:
    form = UrgeForm(request.POST)
    return _carry_out(
        request,
        case,
        form,
        lambda: pressing.urge(
            case=case,
            words=form.cleaned_data["words"],
            at=clock.now(),
        ),
        _("已经提醒办理的同志，有进展会写在这一页。"),
    )


@require_POST
@access.with_own_case
def reopen(request: HttpRequest, case: Case) -> HttpResponse:
    form = ReopenForm(request.POST)
    return _carry_out(
        request,
        case,
        form,
        lambda: closing.reopen(
            case=case,
            reason=form.cleaned_data["reason"],
            at=clock.now(),
        ),
        _("好的，我们接着办。新的期限在下面。"),
    )


@require_POST
@access.with_own_case
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    form = WithdrawForm(request.POST)
    return _carry_out(
        request,
        case,
        form,
        lambda: closing.withdraw(
            case=case,
            reason=form.cleaned_data["reason"],
            at=clock.now(),
        ),
        _("已经撤回。以后有事，随时再来说。"),
    )


@require_POST
@access.with_own_case
def recusal(request: HttpRequest, case: Case) -> HttpResponse:
    form = RecusalForm(request.POST)
    return _carry_out(
        request,
        case,
        form,
        lambda: recusals.demand(case=case, at=clock.now(), **form.cleaned_data),
        _("收到了。社区负责人会决定，结果写在这一页。"),
    )


@require_POST
@access.with_own_case
def erase(request: HttpRequest, case: Case) -> HttpResponse:
    form = EraseForm(request.POST)
    return _carry_out(
        request,
        case,
        form,
        lambda: erasure.erase(case=case, demanded=True, at=clock.now()),
        _("您的姓名、电话、照片和写的内容都已删除。"),
    )
