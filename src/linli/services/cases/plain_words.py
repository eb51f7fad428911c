"""How a request and its limits are told to the person who asked. Pure."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.clock import SHANGHAI, local_date
from linli.services.cases.states import State
from linli.shared.work.public import deadlines

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)

STANDS = {
    State.RECEIVED: gettext_lazy("已经收到，等工作人员签收"),
    State.SIGNED: gettext_lazy("已有专人接手，正在办理"),
    State.CONTACTED: gettext_lazy("正在办理"),
    State.HANDLED: gettext_lazy("已经办理，正在整理给您的答复"),
    State.REPORTED: gettext_lazy("已经答复您，请您看一看、评一评"),
    State.CALLED_BACK: gettext_lazy("您已评价，社区负责人会看您的意见"),
    State.CLOSED: gettext_lazy("已经办结"),
    State.PARKED: gettext_lazy("眼下办不了，已列入计划，不会忘记"),
    State.MERGED: gettext_lazy("和大家反映的同一件事一起办理"),
    State.DECLINED: gettext_lazy("这件事有专门的办理途径，已经告诉您"),
    State.ENDED: gettext_lazy("已经终止办理"),
    State.WITHDRAWN: gettext_lazy("您已撤回"),
}


def stand(state: str) -> str:
    """How the request stands, in one plain sentence."""
    return str(STANDS[State(state)])


def by_when(due_at: dt.datetime, now: dt.datetime) -> str:
    """A limit as people say it: "今天18:00前", "11月28日（周六）24点前".

    Midnight is the 24th hour of the day that ends there: "on the 28th by 24:00" is understood,
    "by 00:00 on the 29th" is not.
    """
    local = due_at.astimezone(SHANGHAI)
    hour = _("24点") if (local.hour, local.minute) == (0, 0) else f"{local:%H:%M}"
    return _("%(day)s%(hour)s前") % {
        "day": day_words(deadlines.due_on(due_at), local_date(now)),
        "hour": hour,
    }


def from_when(at: dt.datetime, now: dt.datetime) -> str:
    """From when something may be done, as people say it: "明天9:30以后"."""
    local = at.astimezone(SHANGHAI)
    return _("%(day)s%(hour)s以后") % {
        "day": day_words(local.date(), local_date(now)),
        "hour": f"{local:%H:%M}",
    }


def day_words(day: dt.date, today: dt.date) -> str:
    """A date as people say it: "今天", "明天", "11月28日（周六）"; another year is named."""
    if day == today:
        return _("今天")
    if day == today + dt.timedelta(days=1):
        return _("明天")
    words = _("%(month)d月%(day)d日（%(weekday)s）") % {
        "month": day.month,
        "day": day.day,
        "weekday": WEEKDAYS[day.weekday()],
    }
    return words if day.year == today.year else _("%(year)d年") % {"year": day.year} + words
