"""Due times by day, and their feed for a person's own calendar program."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.kernel.rights import desk_page
from linli.shared.work import feed
from linli.shared.work.actions import personal
from linli.shared.work.queries import dues, rules

WEEK = dt.timedelta(days=7)
# Calendar programs ask every hour or so; what they hold may be that old.
FEED_SECONDS = 900


class FeedForm(forms.Form):
    with_titles = forms.BooleanField(
        label=gettext_lazy("日历里写明事项标题"),
        required=False,
        help_text=gettext_lazy(
            "标题可能带有居民的信息，会经过您手机上的日历软件。不勾选时只写类别和时限。"
        ),
    )


@require_safe
@desk_page()
def calendar(request: HttpRequest) -> HttpResponse:
    today, on = clock.today(), read_day(request)
    by_week = request.GET.get("view") == "week"
    first = on - dt.timedelta(days=on.weekday())
    days = dues.days(request.user, first, first + dt.timedelta(days=6)) if by_week else []
    weeks = [] if by_week else dues.month(request.user, on.year, on.month)
    shown = days or [day for week in weeks for day in week if day.in_month]
    own = dues.feed_of(request.user)
    context = {
        "on": on,
        "today": today,
        "days": days,
        "weeks": weeks,
        "agenda": [day for day in shown if day.dues],
        "before": first - WEEK if by_week else on.replace(day=1) - dt.timedelta(days=1),
        "after": first + WEEK if by_week else (on.replace(day=28) + dt.timedelta(days=4)),
        "unofficial": sorted({day.on.year for day in shown if not day.is_official}),
        "provisional": rules.provisional_count(),
        "feed": own,
        "feed_url": feed_url(request, dues.token_of(own)) if own else "",
        "feed_form": FeedForm(),
    }
    return render(request, "work/calendar.html", context)


def read_day(request: HttpRequest) -> dt.date:
    """The day of the address; today when there is none or it makes no sense."""
    try:
        day = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock.today()
    return day if 2000 <= day.year < 2100 else clock.today()


def feed_url(request: HttpRequest, token: str) -> str:
    """The whole secret address, to be copied into a calendar program."""
    return request.build_absolute_uri(reverse("work:feed", args=[token]))


@require_POST
@desk_page()
def open_feed(request: HttpRequest) -> HttpResponse:
    form = FeedForm(request.POST)
    with_titles = form.is_valid() and form.cleaned_data["with_titles"]
    personal.open_feed(by=request.user, with_titles=with_titles, at=clock.now())
    messages.success(request, _("订阅地址已生成。以前的地址已失效。"))
    return redirect(f"{reverse('work:calendar')}#feed")


@require_POST
@desk_page()
def close_feed(request: HttpRequest) -> HttpResponse:
    personal.close_feed(by=request.user, at=clock.now())
    messages.success(request, _("订阅已停用，原来的地址读不到内容了。"))
    return redirect(f"{reverse('work:calendar')}#feed")


@require_safe
def read_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: the address itself is the key."""
    found = dues.by_token(token)
    if found is None:
        raise NotFound
    as_tasks = request.GET.get("as") == "tasks"
    content = feed.render(
        dues.as_dues(dues.running(found.user)),
        with_titles=found.with_titles,
        as_tasks=as_tasks,
        root=request.build_absolute_uri("/")[:-1],
        at=clock.now(),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = f"private, max-age={FEED_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response
