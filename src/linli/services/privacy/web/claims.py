"""Claims of residents: the list, taking one in, and the page on which it is handled."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.paging import paginate
from linli.kernel.rights import desk_page
from linli.kernel.seen import tried
from linli.kernel.text import typed, whole_number
from linli.registers.residents import public as residents
from linli.services.privacy import copies
from linli.services.privacy.actions import claims as actions
from linli.services.privacy.actions import consents
from linli.services.privacy.models import Claim, ClaimKind, Proof, Refusal, Stage
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import claims as queries
from linli.services.privacy.queries import deletion
from linli.services.privacy.queries import purposes as of_purposes
from linli.services.privacy.web.claim_forms import (
    COMPLAIN,
    AnswerForm,
    ClaimForm,
    FindForm,
    IdentifyForm,
    LimitForm,
    ListForm,
    RefuseForm,
)

claims_page = desk_page(PrivacyPermission.CLAIMS)
GIVES_COPY = {ClaimKind.SEE, ClaimKind.COPY}


@require_safe
@never_cache
@claims_page
def index(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in ClaimKind.values else ""
    closed = request.GET.get("closed") == "1"
    found = queries.listing(request.user, closed=closed, kind=kind)
    page = paginate(found, ("-id",), after=request.GET.get("after", ""), size=25)
    context = {
        "form": ListForm(request.GET),
        "page": page,
        "closed": closed,
        "filtered": bool(kind or closed),
    }
    return render(request, "privacy/claims.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@claims_page
def new(request: HttpRequest) -> HttpResponse:
    """From a resident's page the name comes along; who it is, is still made sure of."""
    asked = whole_number(typed(request.GET, "person"))
    about = residents.get_visible(request.user, asked) if asked is not None else None
    initial = {"name": about.name} if about else {}
    offered = list(queries.where_taken(request.user)[:200])
    form = ClaimForm(request.POST or None, offered=offered, initial=initial)
    if form.is_bound:

        def take(**read: Any) -> Claim:
            asked = actions.Asked(**{**read, "kind": ClaimKind(read["kind"])})
            return actions.submit(asked=asked, by=request.user, at=clock.now())

        if made := tried(form, take):
            messages.success(request, _("已受理，下一步：核对身份。"))
            return redirect("privacy:claim", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "privacy/claim_new.html", {"form": form}, status=status)


@require_safe
@never_cache
@claims_page
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    return show(request, queries.get_visible(request.user, claim_id))


def show(
    request: HttpRequest, shown: Claim, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    """The claim with its next step; a form that was refused comes back on it, filled in."""
    words = typed(request.GET, "q")[:60]
    person = shown.about if shown.stage == Stage.IDENTIFIED else None
    verdict = (
        deletion.of_person(person, at=clock.now())
        if person and shown.kind == ClaimKind.DELETE
        else None
    )
    context: dict[str, Any] = {
        "claim": shown,
        "clock": queries.clock_of(shown),
        "find_form": FindForm({"q": words}),
        "maybe": queries.may_be(request.user, shown, words)
        if shown.stage == Stage.RECEIVED
        else [],
        "identify_form": IdentifyForm(auto_id="identify_%s"),
        "answer_form": AnswerForm(auto_id="answer_%s", initial={"text": _draft(shown, verdict)}),
        "refuse_form": RefuseForm(auto_id="refuse_%s", initial={"text": f"\n\n{COMPLAIN}"}),
        "gives_copy": shown.kind in GIVES_COPY,
        "verdict": verdict,
        "groups": residents.catalogue.PERSON_GROUPS if shown.kind == ClaimKind.CORRECT else [],
        "purposes": of_purposes.in_use() if shown.kind == ClaimKind.EXPLAIN else [],
        "limit_form": LimitForm(offered=_limitable(), auto_id="limit_%s")
        if shown.kind == ClaimKind.LIMIT
        else None,
        "link": queries.token_of(shown),
    }
    return render(request, "privacy/claim.html", context | bound, status=status)


def _limitable() -> list[Any]:
    """Purposes that need no consent, and that no law demands."""
    return [
        one
        for one in of_purposes.in_use()
        if not one.needs_consent and one.basis not in consents.NOT_LIMITED
    ]


def _draft(claim: Claim, verdict: deletion.Verdict | None) -> str:
    """What is mostly answered, to be changed as it was."""
    if verdict is not None:
        return _("您要求删除的内容已经删除。依法保留的有：%(kept)s。") % {
            "kept": "；".join(
                f"{one.group.label}（{'、'.join(p.name for p in one.purposes)}）"
                for one in verdict.kept
            )
            or _("无")
        }
    return {
        ClaimKind.SEE: _("已当面给您看了我们保存的您的全部信息。"),
        ClaimKind.COPY: _("已把我们保存的您的全部信息的副本交给您。"),
        ClaimKind.CORRECT: _("您指出的内容已经改正，可以要求再看一遍。"),
        ClaimKind.LIMIT: _("已按您的要求限制使用。"),
        ClaimKind.WITHDRAW: _(
            "已登记您撤回同意，有关的用途已经停止，没有其他依据的内容将在期满后删除。"
        ),
    }.get(ClaimKind(claim.kind), "")


@require_POST
@claims_page
def identify(request: HttpRequest, claim_id: int, person_id: int) -> HttpResponse:
    shown = queries.get_visible(request.user, claim_id)
    person = residents.get_visible(request.user, person_id)
    form = IdentifyForm(request.POST)

    def sure(**read: Any) -> Claim:
        proof = Proof(read.pop("proof"))
        return actions.identify(
            claim=shown, person=person, proof=proof, by=request.user, at=clock.now(), **read
        )

    if tried(form, sure):
        messages.success(request, _("身份已核对，可以办理。"))
        return redirect("privacy:claim", shown.pk)
    return show(request, shown, status=422, identify_form=form)


@require_POST
@claims_page
def answer(request: HttpRequest, claim_id: int) -> HttpResponse:
    shown = queries.get_visible(request.user, claim_id)
    form = AnswerForm(request.POST, auto_id="answer_%s")
    if tried(form, actions.answer, claim=shown, by=request.user, at=clock.now()):
        messages.success(request, _("已办结。申请人凭链接可以看到答复。"))
        return redirect("privacy:claim", shown.pk)
    return show(request, shown, status=422, answer_form=form)


@require_POST
@claims_page
def refuse(request: HttpRequest, claim_id: int) -> HttpResponse:
    shown = queries.get_visible(request.user, claim_id)
    form = RefuseForm(request.POST, auto_id="refuse_%s")

    def no(**read: Any) -> Claim:
        refusal = Refusal(read.pop("refusal"))
        return actions.refuse(claim=shown, refusal=refusal, by=request.user, at=clock.now(), **read)

    if tried(form, no):
        messages.success(request, _("已答复不予办理，理由申请人看得到。"))
        return redirect("privacy:claim", shown.pk)
    return show(request, shown, status=422, refuse_form=form)


@require_POST
@claims_page
def drop(request: HttpRequest, claim_id: int) -> HttpResponse:
    shown = queries.get_visible(request.user, claim_id)
    actions.drop(claim=shown, by=request.user, at=clock.now())
    messages.success(request, _("已记下：申请人撤回了申请。"))
    return redirect("privacy:claim", shown.pk)


@require_POST
@claims_page
def erase(request: HttpRequest, claim_id: int) -> HttpResponse:
    shown = queries.get_visible(request.user, claim_id)
    try:
        actions.erase(claim=shown, by=request.user, at=clock.now())
    except actions.NothingToDelete as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已删除，修改记录里的也一起删了。请答复申请人。"))
    return redirect("privacy:claim", shown.pk)


@require_POST
@claims_page
def limit(request: HttpRequest, claim_id: int) -> HttpResponse:
    shown = queries.get_visible(request.user, claim_id)
    form = LimitForm(request.POST, offered=_limitable(), auto_id="limit_%s")

    def stop(**read: Any) -> Any:
        return actions.limit(claim=shown, by=request.user, at=clock.now(), **read)

    if tried(form, stop):
        messages.success(request, _("已限制，不再用于这个用途。"))
        return redirect("privacy:claim", shown.pk)
    return show(request, shown, status=422, limit_form=form)


@require_POST
@never_cache
@claims_page
def copy(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Everything, as a page to be read together and printed, or as a workbook to be taken along."""
    shown = queries.get_visible(request.user, claim_id)
    at = clock.now()
    if shown.about is None or shown.stage != Stage.IDENTIFIED:
        raise actions.NotIdentified
    made = copies.whole(shown.about)
    actions.note_copy(claim=shown, sha256=made.sha256, rows=made.rows, by=request.user, at=at)
    if "xlsx" in request.POST:
        response = HttpResponse(copies.workbook(made, shown, at=at), content_type=copies.TYPE)
        name = f"data-copy-{shown.number}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {"claim": shown, "copy": made, "mark": copies.mark(shown, at)}
    return render(request, "privacy/copy.html", context)
