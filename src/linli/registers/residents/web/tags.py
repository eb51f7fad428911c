"""The tag dictionary, and the tags on a person's page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.rights import desk_page, found
from linli.kernel.seen import tried
from linli.registers.residents.actions import tags as actions
from linli.registers.residents.permissions import ResidentsPermission
from linli.registers.residents.queries import finding
from linli.registers.residents.queries import tags as queries
from linli.registers.residents.web import people
from linli.registers.residents.web.tag_forms import GiveForm, NewTagForm, TagForm, TakeForm

manager_page = desk_page(ResidentsPermission.MANAGE)


@require_safe
@manager_page
def dictionary(request: HttpRequest) -> HttpResponse:
    context = {"tags": queries.dictionary(closed=True)}
    return render(request, "residents/tags.html", context)


@require_http_methods(["GET", "POST"])
@manager_page
def new_tag(request: HttpRequest) -> HttpResponse:
    form = NewTagForm(request.POST or None)
    if form.is_bound:

        def save(**_read: Any) -> Any:
            return actions.save_tag(entry=form.entry(), by=request.user, at=clock.now())

        if tried(form, save):
            messages.success(request, _("已添加到标签字典。"))
            return redirect("residents:tags")
    status = 422 if form.is_bound else 200
    return render(request, "residents/tag.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@manager_page
def tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    shown = found(queries.get_tag(tag_id))
    initial = {name: getattr(shown, name) for name in actions.present(shown)}
    form = TagForm(request.POST or None, initial=initial, shown=actions.present(shown))
    if form.is_bound:

        def save(**read: Any) -> Any:
            return actions.save_tag(
                entry=form.entry(), tag=shown, seen=read["seen"], by=request.user, at=clock.now()
            )

        if tried(form, save):
            messages.success(request, _("已保存。"))
            return redirect("residents:tags")
    status = 422 if form.is_bound else 200
    return render(request, "residents/tag.html", {"form": form, "tag": shown}, status=status)


@require_POST
@manager_page
def close_tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    shown = found(queries.get_tag(tag_id))
    # As the page showed it: pressed twice, or by two at once, it stays what both wanted.
    reopens = request.POST.get("open") == "1"
    actions.close_tag(tag=shown, open=reopens, by=request.user, at=clock.now())
    messages.success(request, _("已恢复使用。") if reopens else _("已停用，原来有的还留着。"))
    return redirect("residents:tags")


@require_POST
@desk_page(ResidentsPermission.EDIT)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    person = finding.get_visible(request.user, pk)
    form = GiveForm(request.POST, offered=queries.givable(request.user, person))
    if tried(form, actions.give, person=person, by=request.user, at=clock.now()):
        messages.success(request, _("标签已加上。"))
        return redirect("residents:person", pk)
    return people.show(request, person, status=422, give_form=form)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def take(request: HttpRequest, row_id: int) -> HttpResponse:
    row = queries.get_row(request.user, row_id)
    form = TakeForm(request.POST)
    if tried(form, actions.take_away, row=row, by=request.user, at=clock.now()) is not False:
        messages.success(request, _("标签已去掉。"))
        return redirect("residents:person", row.person_id)
    return people.show(request, row.person, status=422)


@require_POST
@desk_page(ResidentsPermission.EDIT)
def review(request: HttpRequest, row_id: int) -> HttpResponse:
    row = queries.get_row(request.user, row_id)
    actions.review(row=row, by=request.user, at=clock.now())
    messages.success(request, _("已记下：复核过，仍然符合。"))
    return redirect("residents:person", row.person_id)
