"""Pages about roles: what each allows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation.accounts import queries
from linli.foundation.accounts.actions import assignments as actions
from linli.foundation.accounts.web.forms import NewRoleForm, RoleForm
from linli.foundation.accounts.web.views import manager_page
from linli.kernel import clock
from linli.kernel.rights import found
from linli.kernel.seen import tried


@require_safe
@manager_page
def role_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/roles.html", {"roles": queries.roles()})


@require_http_methods(["GET", "POST"])
@manager_page
def add(request: HttpRequest) -> HttpResponse:
    form = NewRoleForm(request.POST or None, by=request.user)
    if form.is_bound and tried(form, actions.add_role, by=request.user, at=clock.now()):
        messages.success(request, _("角色已建好，可以分配给同事了。"))
        return redirect("accounts:roles")
    return render(request, "accounts/role.html", {"form": form})


@require_http_methods(["GET", "POST"])
@manager_page
def role(request: HttpRequest, role_id: int) -> HttpResponse:
    shown = found(queries.get_role(role_id))
    form = RoleForm(
        request.POST or None,
        by=request.user,
        role=shown,
        initial={"name": shown.name, "description": shown.description},
        shown=actions.present(shown),
    )
    told = {"role": shown, "by": request.user, "at": clock.now()}
    if form.is_bound and tried(form, actions.update_role, **told) is not False:
        messages.success(request, _("角色已保存，有这个角色的人下一步操作就按新的权限。"))
        return redirect("accounts:roles")
    return render(request, "accounts/role.html", {"form": form, "role": shown})
