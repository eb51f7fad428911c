"""The list of units, page by page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock, paging
from linli.kernel.rights import desk_page, found
from linli.kernel.seen import tried
from linli.registers.organisations import actions, queries
from linli.registers.organisations.models import Kind, Organisation
from linli.registers.organisations.permissions import OrganisationsPermission
from linli.registers.organisations.web.forms import (
    CloseForm,
    ContactForm,
    EnrolForm,
    FilterForm,
    MemberForm,
    NewUnitForm,
    UnitForm,
)

PAGE = 50
MOST_MISSING = 5
manager_page = desk_page(OrganisationsPermission.MANAGE)


@require_safe
@manager_page
def unit_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    units = queries.listing(request.user, **form.asked())
    page = paging.paginate(units, ("name", "id"), after=request.GET.get("after", ""), size=PAGE)
    missing = queries.without_committee(request.user)[:MOST_MISSING]
    context = {"form": form, "page": page, "missing": missing}
    return render(request, "organisations/list.html", context)


@require_http_methods(["GET", "POST"])
@manager_page
def add(request: HttpRequest) -> HttpResponse:
    form = NewUnitForm(request.POST or None, by=request.user, initial=_committee(request))
    if form.is_bound and (made := tried(form, actions.add, **told(request))):
        messages.success(request, _("单位已建好，接着可以填联系人。"))
        return redirect("organisations:unit", made.pk)
    return render(request, "organisations/add.html", {"form": form})


def _committee(request: HttpRequest) -> dict[str, Any]:
    """What the form proposes for a community that has no committee yet."""
    asked = request.GET.get("committee", "")
    missing = queries.without_committee(request.user)
    place = missing.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 18 else None
    if place is None:
        return {}
    name = _("%(community)s居民委员会") % {"community": place.name}
    return {"name": name, "kind": Kind.COMMUNITY, "place": place.pk}


@require_safe
@manager_page
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    return show(request, unit_of(request, unit_id))


@require_POST
@manager_page
def edit(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = unit_of(request, unit_id), UnitForm(request.POST, by=request.user)
    if tried(form, actions.update, **told(request, unit=shown)) is not False:
        messages.success(request, _("已保存。"))
        return redirect("organisations:unit", unit_id)
    return show(request, unit_of(request, unit_id), unit_form=form)


@require_POST
@manager_page
def close(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = unit_of(request, unit_id), CloseForm(request.POST)
    if tried(form, actions.close, **told(request, unit=shown)) is not False:
        messages.success(request, _("已停用，新的工作不会再派给它。"))
        return redirect("organisations:unit", unit_id)
    return show(request, shown, close_form=form)


@require_POST
@manager_page
def reopen(request: HttpRequest, unit_id: int) -> HttpResponse:
    actions.reopen(unit=unit_of(request, unit_id), by=request.user, at=clock.now())
    messages.success(request, _("已恢复使用。"))
    return redirect("organisations:unit", unit_id)


@require_POST
@manager_page
def add_contact(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = unit_of(request, unit_id), ContactForm(request.POST)
    if tried(form, actions.add_contact, **told(request, unit=shown)):
        return redirect("organisations:unit", unit_id)
    return show(request, shown, contact_form=form)


@require_POST
@manager_page
def remove_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = found(queries.get_contact(request.user, contact_id))
    unit_id = contact.organisation_id
    actions.remove_contact(contact=contact, by=request.user, at=clock.now())
    messages.success(request, _("联系人已删除。"))
    return redirect("organisations:unit", unit_id)


@require_POST
@manager_page
def add_member(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = unit_of(request, unit_id), MemberForm(request.POST)
    if tried(form, actions.add_member, **told(request, unit=shown)):
        return redirect("organisations:unit", unit_id)
    return show(request, shown, member_form=form)


@never_cache
@require_POST
@manager_page
def enrol_member(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = unit_of(request, unit_id), EnrolForm(request.POST)
    if done := tried(form, actions.enrol_member, **told(request, unit=shown)):
        person, password = done
        context = {"person": person, "password": password}
        return render(request, "accounts/first_password.html", context)
    return show(request, shown, enrol_form=form)


@require_POST
@manager_page
def end_membership(request: HttpRequest, member_id: int) -> HttpResponse:
    member = found(queries.get_membership(request.user, member_id))
    actions.end_membership(member=member, by=request.user, at=clock.now())
    messages.success(request, _("明天起不能再代表这个单位。账号还在，要停用请到“账号”里办。"))
    return redirect("organisations:unit", member.organisation_id)


def unit_of(request: HttpRequest, unit_id: int) -> Organisation:
    return found(queries.get_visible(request.user, unit_id))


def show(request: HttpRequest, shown: Organisation, **bound: forms.Form) -> HttpResponse:
    """The page of a unit; a form that was refused comes back on it, filled in."""
    present = {
        "name": shown.name,
        "kind": shown.kind,
        "place": shown.place_id,
        "duties": shown.duties,
        "phone": shown.phone,
    }
    context = {
        "unit": shown,
        "contacts": shown.contacts.all(),
        "members": queries.memberships(shown),
        "today": clock.today(),
        "unit_form": UnitForm(
            by=request.user, initial=present, shown=actions.present(shown), auto_id="unit_%s"
        ),
        "close_form": CloseForm(initial={"on": clock.today()}, auto_id="close_%s"),
        "contact_form": ContactForm(),
        "member_form": MemberForm(auto_id="member_%s"),
        "enrol_form": EnrolForm(auto_id="enrol_%s"),
    }
    return render(request, "organisations/unit.html", context | bound, status=422 if bound else 200)


def told(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every action is told: who and when."""
    return {"by": request.user, "at": clock.now()} | more
