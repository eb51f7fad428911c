"""For those who look after messages: what did not go out, and the robots of group chats."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.notices import actions, queries, senders
from linli.foundation.notices.models import State
from linli.foundation.notices.permissions import NoticesPermission
from linli.foundation.notices.robots import BadAddress, UnknownHost
from linli.foundation.notices.web.forms import RobotForm
from linli.kernel import clock, paging
from linli.kernel.rights import desk_page, found

manager_page = desk_page(NoticesPermission.MANAGE)


@never_cache
@require_safe
@manager_page
def deliveries(request: HttpRequest) -> HttpResponse:
    unavailable = request.GET.get("state") == State.UNAVAILABLE
    states = [State.UNAVAILABLE] if unavailable else queries.FAILED
    page = paging.paginate(
        queries.troubled(request.user, states), ("-id",), after=request.GET.get("after", "")
    )
    context = {
        "page": page,
        "unavailable": unavailable,
        "can_mail": senders.can_mail(),
        "can_text": senders.can_text(),
    }
    return render(request, "notices/deliveries.html", context)


@require_POST
@manager_page
def retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    delivery = found(queries.get_delivery(request.user, delivery_id))
    actions.retry(delivery=delivery, by=request.user, at=clock.now())
    messages.success(request, _("已排进下一轮发送。"))
    return redirect("notices:deliveries")


@never_cache
@require_safe
@manager_page
def robot_list(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/robots.html", {"robots": queries.robots(request.user)})


@never_cache
@require_http_methods(["GET", "POST"])
@manager_page
def edit_robot(request: HttpRequest, robot_id: int | None = None) -> HttpResponse:
    robot = found(queries.get_robot(request.user, robot_id)) if robot_id else None
    form = RobotForm(request.POST or None, by=request.user, robot=robot)
    if form.is_valid():
        try:
            actions.save_robot(robot=robot, by=request.user, at=clock.now(), **form.cleaned_data)
        except (BadAddress, UnknownHost) as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, _("已保存。可以试发一条，看群里能不能收到。"))
            return redirect("notices:robots")
    return render(request, "notices/robot.html", {"form": form, "robot": robot})


@require_POST
@manager_page
def switch_robot(request: HttpRequest, robot_id: int) -> HttpResponse:
    robot = found(queries.get_robot(request.user, robot_id))
    enabled = request.POST.get("enabled") == "1"
    actions.switch_robot(robot=robot, enabled=enabled, by=request.user, at=clock.now())
    messages.success(request, _("已启用。") if enabled else _("已停用，等着发的消息不再发送。"))
    return redirect("notices:robots")


@require_POST
@manager_page
def try_robot(request: HttpRequest, robot_id: int) -> HttpResponse:
    robot = found(queries.get_robot(request.user, robot_id))
    try:
        actions.try_robot(robot=robot, by=request.user, at=clock.now())
    except actions.RobotSilent as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已发出，请到群里看一眼。"))
    return redirect("notices:robots")
