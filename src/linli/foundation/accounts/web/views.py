"""Pages about accounts: the list, opening one, and what can be done with one."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import queries
from linli.foundation.accounts.actions import accounts as actions
from linli.foundation.accounts.actions import assignments
from linli.foundation.accounts.models import User
from linli.foundation.accounts.permissions import AccountsPermission, can_manage
from linli.foundation.accounts.web.forms import (
    CloseForm,
    EndForm,
    FilterForm,
    OpenForm,
    PeriodForm,
    PersonForm,
)
from linli.kernel import clock, paging
from linli.kernel.rights import desk_page, found
from linli.kernel.seen import tried

PAGE = 50
manager_page = desk_page(AccountsPermission.MANAGE)


@require_safe
@manager_page
def account_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, by=request.user)
    today = clock.today()
    people = queries.listing(request.user, form.filters(), on=today)
    page = paging.paginate(people, ("name", "id"), after=request.GET.get("after", ""), size=PAGE)
    roles = queries.current_assignments(page.items, on=today)
    rows = [(person, roles[person.pk]) for person in page.items]
    return render(request, "accounts/list.html", {"form": form, "page": page, "rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
@manager_page
def open_account(request: HttpRequest) -> HttpResponse:
    start = {"starts_on": clock.today(), "place": request.GET.get("place")}
    form = OpenForm(request.POST or None, by=request.user, initial=start)
    if form.is_bound and (done := tried(form, actions.enrol, by=request.user, at=clock.now())):
        return show_password(request, *done)
    return render(request, "accounts/open.html", {"form": form})


@require_safe
@manager_page
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    return show(request, person_of(request, user_id))


@require_POST
@manager_page
def edit(request: HttpRequest, user_id: int) -> HttpResponse:
    person = person_of(request, user_id)
    form = PersonForm(request.POST)
    if (
        tried(form, actions.update_account, user=person, by=request.user, at=clock.now())
        is not False
    ):
        messages.success(request, _("已保存。"))
        return redirect("accounts:account", user_id)
    return show(request, person, edit_form=form)


@require_POST
@manager_page
def assign(request: HttpRequest, user_id: int) -> HttpResponse:
    person = person_of(request, user_id)
    form = PeriodForm(request.POST, by=request.user)
    if tried(form, assignments.assign, user=person, by=request.user, at=clock.now()) is not False:
        messages.success(request, _("角色已分配。"))
        return redirect("accounts:account", user_id)
    return show(request, person, assign_form=form)


@require_POST
@manager_page
def end_assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    assignment = found(queries.get_assignment(request.user, assignment_id))
    form = EndForm(request.POST)
    if form.is_valid():
        told = {"assignment": assignment, "by": request.user, "at": clock.now()}
        assignments.end_assignment(**told, **form.cleaned_data)
        messages.success(request, _("任职结束日期已登记。"))
    else:
        messages.error(request, _("日期没有填对，任职没有改动。"))
    return redirect("accounts:account", assignment.user_id)


@never_cache
@require_POST
@manager_page
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    person = person_of(request, user_id)
    password = actions.reset_password(user=person, by=request.user, at=clock.now())
    get_adapter(request).forget_failures(request, person)
    return show_password(request, person, password)


@require_POST
@manager_page
def remove_factors(request: HttpRequest, user_id: int) -> HttpResponse:
    person = person_of(request, user_id)
    actions.remove_second_factors(user=person, by=request.user, at=clock.now())
    messages.success(request, _("二次验证已解除，现在只用密码就能登录。请提醒本人重新设置。"))
    return redirect("accounts:account", user_id)


@require_POST
@manager_page
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    person = person_of(request, user_id)
    form = CloseForm(request.POST, by=request.user, leaver=person)
    if (
        tried(form, actions.close_account, user=person, by=request.user, at=clock.now())
        is not False
    ):
        messages.success(request, _("账号已停用，没办完的工作已经交接。"))
        return redirect("accounts:account", user_id)
    return show(request, person, close_form=form)


@never_cache
@require_POST
@manager_page
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    person = person_of(request, user_id)
    password = actions.reopen_account(user=person, by=request.user, at=clock.now())
    return show_password(request, person, password)


def person_of(request: HttpRequest, user_id: int) -> User:
    return found(queries.get_visible(request.user, user_id))


def show(request: HttpRequest, person: User, **bound: forms.Form) -> HttpResponse:
    """The page of an account; a form that was refused comes back on it, filled in."""
    by, today = request.user, clock.today()
    may_manage = person != by and can_manage(by, person)
    if not may_manage:  # the forms are not on the page, what they say is
        for refusal in (words for form in bound.values() for words in form.non_field_errors()):
            messages.error(request, refusal)
    contact = {"name": person.name, "phone": person.phone, "email": person.email}
    start = {"starts_on": today, "place": person.place_id}
    context = {
        "person": person,
        "assignments": queries.assignments_of(person),
        "today": today,
        "end_form": EndForm(initial={"ends_on": today}),
        "may_manage": may_manage,
        "sign_ins": queries.sign_ins(person.username),
        "edit_form": PersonForm(
            initial=contact, shown=actions.present(person), auto_id="person_%s"
        ),
        "assign_form": PeriodForm(by=by, initial=start, auto_id="period_%s"),
        "close_form": CloseForm(by=by, leaver=person, auto_id="close_%s"),
    }
    return render(request, "accounts/account.html", context | bound, status=422 if bound else 200)


def show_password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """Once, on this answer only; it is kept nowhere."""
    context = {"person": person, "password": password}
    return render(request, "accounts/first_password.html", context)
