"""Purposes and the texts of notices: one list, and a page to change each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.rights import desk_page, found
from linli.kernel.seen import tried
from linli.services.privacy.actions import purposes as actions
from linli.services.privacy.models import TextKind
from linli.services.privacy.permissions import PrivacyPermission
from linli.services.privacy.queries import purposes as queries
from linli.services.privacy.web.purpose_forms import NewPurposeForm, PurposeForm, TextForm

keeper_page = accounts.keeper_page(PrivacyPermission.MANAGE)


@require_safe
@desk_page(PrivacyPermission.MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    told = actions.told()
    texts = [
        {
            "kind": kind,
            "draft": queries.draft_of(kind),
            "versions": (versions := queries.versions(kind)),
            # What people read names other purposes than those of today.
            "behind": bool(versions) and versions[0].purposes != told,
        }
        for kind in TextKind
    ]
    context = {
        "purposes": queries.purposes(),
        "texts": texts,
        "keeping": accounts.Keeping(request.user, PrivacyPermission.MANAGE),
    }
    return render(request, "privacy/purposes.html", context)


@require_http_methods(["GET", "POST"])
@keeper_page
def new(request: HttpRequest) -> HttpResponse:
    form = NewPurposeForm(request.POST or None)
    if form.is_bound:

        def save(**_read: Any) -> Any:
            return actions.save_purpose(entry=form.entry(), by=request.user, at=clock.now())

        if tried(form, save):
            messages.success(request, _("已添加。记得发布新一版告知书，居民才会看到。"))
            return redirect("privacy:purposes")
    status = 422 if form.is_bound else 200
    return render(request, "privacy/purpose.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@keeper_page
def edit(request: HttpRequest, purpose_id: int) -> HttpResponse:
    shown = found(queries.get_purpose(purpose_id))
    present = actions.present(shown)
    initial = {name: getattr(shown, name) for name in present}
    form = PurposeForm(request.POST or None, initial=initial, shown=present)
    if form.is_bound:

        def save(**read: Any) -> Any:
            return actions.save_purpose(
                entry=form.entry(),
                purpose=shown,
                seen=read["seen"],
                by=request.user,
                at=clock.now(),
            )

        if tried(form, save):
            messages.success(request, _("已保存。记得发布新一版告知书，居民才会看到。"))
            return redirect("privacy:purposes")
    status = 422 if form.is_bound else 200
    context = {"form": form, "purpose": shown}
    return render(request, "privacy/purpose.html", context, status=status)


@require_POST
@keeper_page
def close(request: HttpRequest, purpose_id: int) -> HttpResponse:
    shown = found(queries.get_purpose(purpose_id))
    reopen = shown.closed_on is not None
    actions.close_purpose(purpose=shown, reopen=reopen, by=request.user, at=clock.now())
    messages.success(request, _("已恢复使用。") if reopen else _("已停用。"))
    return redirect("privacy:purposes")


@require_http_methods(["GET", "POST"])
@keeper_page
def draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Writing the next version; the draft comes to be with the first saving."""
    asked = _kind(kind)
    there, last = queries.draft_of(asked), queries.published(asked)
    shown = there or last
    present = {"text": shown.text if shown else ""}
    form = TextForm(request.POST or None, initial=present, shown=present)
    if form.is_bound:

        def write(**read: Any) -> Any:
            made = actions.draft(kind=asked, by=request.user, at=clock.now())
            return actions.write_draft(draft=made, by=request.user, at=clock.now(), **read)

        if tried(form, write):
            messages.success(request, _("草稿已保存，还没有发布。"))
            return redirect("privacy:notice-draft", kind)
    status = 422 if form.is_bound else 200
    context = {"form": form, "kind": asked, "draft": there, "last": last, "told": actions.told()}
    return render(request, "privacy/draft.html", context, status=status)


@require_POST
@keeper_page
def publish(request: HttpRequest, kind: str) -> HttpResponse:
    text = found(queries.draft_of(_kind(kind)))
    made = actions.publish(draft=text, by=request.user, at=clock.now())
    messages.success(request, _("已发布第%(n)d版，居民现在看到的就是它。") % {"n": made.version})
    return redirect("privacy:purposes")


def _kind(kind: str) -> TextKind:
    if kind not in TextKind.values:
        raise Http404
    return TextKind(kind)
