"""The tree, page by page."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.places import actions, queries
from linli.foundation.places.models import Kind, Place
from linli.foundation.places.permissions import MANAGE
from linli.foundation.places.web.forms import AddForm, CardForm, CloseForm, DrawForm, NameForm
from linli.kernel import clock, paging
from linli.kernel.rights import desk_page, found
from linli.kernel.seen import tried
from linli.kernel.text import typed

PAGE = 100
manager_page = desk_page(MANAGE)
POSTED = {Kind.COMMUNITY, Kind.GRID}
DRAWN = {Kind.GRID, Kind.BUILDING}


@require_safe
@manager_page
def tree(request: HttpRequest) -> HttpResponse:
    """Where the person's trees begin, or what was looked for."""
    roots = queries.managed_roots(request.user)
    words = typed(request.GET, "q")[:60]
    if words:
        hits = queries.find(words, [root.place_path for root in roots], limit=30)
        return render(request, "places/tree.html", {"words": words, "places": hits})
    if len(roots) == 1:
        return redirect("places:place", roots[0].pk)
    return render(request, "places/tree.html", {"words": words, "places": roots})


@require_safe
@manager_page
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    return show(request, place_of(request, place_id))


@require_POST
@manager_page
def add(request: HttpRequest, place_id: int) -> HttpResponse:
    parent = place_of(request, place_id)
    form = AddForm(request.POST, parent=parent)
    done = tried(form, actions.add, parent=parent, by=request.user, at=clock.now())
    if done:
        messages.success(request, _("已新建%(name)s。") % {"name": form.cleaned_data["name"]})
        return redirect("places:place", place_id)
    return show(request, parent, add_form=form)


@require_POST
@manager_page
def describe(request: HttpRequest, place_id: int) -> HttpResponse:
    shown, form = place_of(request, place_id), NameForm(request.POST)
    if tried(form, actions.describe, place=shown, by=request.user, at=clock.now()) is not False:
        messages.success(request, _("已保存，下面各级的地址也跟着改了。"))
        return redirect("places:place", place_id)
    return show(request, place_of(request, place_id), name_form=form)


@require_POST
@manager_page
def card(request: HttpRequest, place_id: int) -> HttpResponse:
    shown, form = place_of(request, place_id), CardForm(request.POST)
    if tried(form, actions.update_card, place=shown, by=request.user, at=clock.now()) is not False:
        messages.success(request, _("公示卡已保存，居民马上就能看到。"))
        return redirect("places:place", place_id)
    return show(request, shown, card_form=form)


@require_POST
@manager_page
def close(request: HttpRequest, place_id: int) -> HttpResponse:
    shown, form = place_of(request, place_id), CloseForm(request.POST)
    if tried(form, actions.close, place=shown, by=request.user, at=clock.now()) is not False:
        messages.success(request, _("已停用。以前的记录都还在。"))
        return redirect("places:place", place_id)
    return show(request, shown, close_form=form)


@require_POST
@manager_page
def reopen(request: HttpRequest, place_id: int) -> HttpResponse:
    actions.reopen(place=place_of(request, place_id), by=request.user, at=clock.now())
    messages.success(request, _("已恢复使用。"))
    return redirect("places:place", place_id)


@require_http_methods(["GET", "POST"])
@manager_page
def draw(request: HttpRequest, place_id: int) -> HttpResponse:
    """Where a grid or building is on the community's sketch map."""
    shown = place_of(request, place_id)
    community = found(queries.nearest(shown, Kind.COMMUNITY))
    own = queries.draw(shown)
    thousandths = " ".join(f"{x},{round(y / 0.7)}" for x, y in own.corners) if own else ""
    form = DrawForm(request.POST or None, initial={"points": thousandths})
    told = {"place": shown, "by": request.user, "at": clock.now()}
    if form.is_bound and tried(form, actions.draw, **told) is not False:
        messages.success(request, _("示意图已保存。"))
        return redirect("places:place", place_id)
    others = [drawn for drawn in queries.sketch(community) if drawn.place.pk != shown.pk]
    context = {"place": shown, "community": community, "form": form, "drawn": others}
    return render(request, "places/draw.html", context, status=422 if form.errors else 200)


def place_of(request: HttpRequest, place_id: int) -> Place:
    return found(queries.get_managed(request.user, place_id))


def show(request: HttpRequest, shown: Place, **bound: forms.Form) -> HttpResponse:
    """The page of a place; a form that was refused comes back on it, filled in."""
    way = [above for above in queries.ancestors(shown) if request.user.holds(MANAGE, above.path)]
    page = paging.paginate(
        queries.children(shown), ("sort_key", "id"), after=request.GET.get("after", ""), size=PAGE
    )
    called, posted = actions.present_name(shown), actions.present_card(shown)
    context = {
        "place": shown,
        "way": way[:-1],
        "page": page,
        "posts_card": shown.kind in POSTED,
        "is_drawn": shown.kind in DRAWN,
        "drawn": queries.sketch(shown) if shown.kind == Kind.COMMUNITY else [],
        "add_form": AddForm(parent=shown, auto_id="add_%s"),
        "name_form": NameForm(initial=called, shown=called, auto_id="name_%s"),
        "card_form": CardForm(initial=posted, shown=posted, auto_id="card_%s"),
        "close_form": CloseForm(initial={"on": clock.today()}, auto_id="close_%s"),
    }
    return render(request, "places/place.html", context | bound, status=422 if bound else 200)
