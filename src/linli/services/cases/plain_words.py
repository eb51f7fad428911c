"""How a request is told to the person who asked. Pure."""

from django.utils.translation import gettext_lazy

from linli.services.cases.states import State

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
