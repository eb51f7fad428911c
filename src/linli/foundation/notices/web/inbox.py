"""A person's own notices, and how they want to get them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.notices import actions, queries
from linli.foundation.notices.web.forms import PreferenceForm
from linli.kernel import clock, paging
from linli.kernel.rights import desk_page, found


@never_cache
@require_safe
@desk_page()
def show(request: HttpRequest) -> HttpResponse:
    page = paging.paginate(
        queries.inbox(request.user),
        ("-created_at", "-id"),
        after=request.GET.get("after", ""),
    )
    context = {"page": page, "unread": queries.unread_count(request.user)}
    return render(request, "notices/inbox.html", context)


@never_cache
@require_safe
@desk_page()
def count(request: HttpRequest) -> HttpResponse:
    """The number on the bell, asked for again and again."""
    context = {"unread": queries.unread_count(request.user)}
    return render(request, "notices/count.html", context)


@require_safe
@desk_page()
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Where the notice leads. It counts as read from now on: asking twice does no harm."""
    notice = found(queries.get_own(request.user, notice_id))
    actions.mark_read(user=request.user, notice=notice, at=clock.now())
    return redirect(notice.url or "notices:inbox")


@require_POST
@desk_page()
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_read(user=request.user, at=clock.now())
    return redirect("notices:inbox")


@never_cache
@require_http_methods(["GET", "POST"])
@desk_page()
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferenceForm(request.POST or None, user=request.user)
    if form.is_valid():
        actions.choose(user=request.user, **form.cleaned_data)
        messages.success(request, _("已保存，从下一条消息起生效。"))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form})
