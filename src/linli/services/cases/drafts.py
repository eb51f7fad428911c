"""A first draft of the words for the resident; the worker reads, changes and sends them. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.services.cases.choices import Outcome

OPENINGS = {
    Outcome.SOLVED: gettext_lazy("您好！您反映的“%(title)s”已经解决。"),
    Outcome.PARTLY: gettext_lazy("您好！您反映的“%(title)s”已经解决了一部分，还在继续。"),
    Outcome.EXPLAINED: gettext_lazy("您好！您反映的“%(title)s”，我们了解清楚了，向您说明如下。"),
    Outcome.UNSOLVED: gettext_lazy("您好！您反映的“%(title)s”，目前还没有条件解决，请您谅解。"),
}
# What a good answer of each kind says; shown beside the draft.
REMINDERS = {
    Outcome.SOLVED: gettext_lazy("说清楚做了什么、哪天做好的；请居民看看是否还有问题。"),
    Outcome.PARTLY: gettext_lazy("说清楚哪些好了、哪些还没有、下一步哪天做、谁来做。"),
    Outcome.EXPLAINED: gettext_lazy("用大白话说清依据和原因，告诉居民可以去哪里办、找谁。"),
    Outcome.UNSOLVED: gettext_lazy("说清楚卡在哪里、已经找过谁、什么时候再答复；不推给别人。"),
}


def reply(*, outcome: str, title: str, result: str, unit: str, phone: str) -> str:
    """The draft of an answer from what was written down when the case was handled."""
    kind = Outcome(outcome) if outcome else Outcome.SOLVED
    done = result.strip()
    if done and done[-1] not in "。！？.!?":
        done += "。"
    parts = [str(OPENINGS[kind]) % {"title": title.rstrip("。！？…")}, done]
    if phone:
        parts.append(
            _("如果还有问题，请打电话给%(unit)s：%(phone)s。") % {"unit": unit, "phone": phone}
        )
    else:
        parts.append(_("如果还有问题，请告诉%(unit)s。") % {"unit": unit})
    return "\n".join(part for part in parts if part)


def reminder(outcome: str) -> str:
    """What the answer should say."""
    return str(REMINDERS[Outcome(outcome)]) if outcome else ""
