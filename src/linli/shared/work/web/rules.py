"""How long each step may take: presets, their rules, and a box to try them out."""

import dataclasses
import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import public as accounts
from linli.kernel import clock
from linli.kernel.errors import DomainError, EditConflict
from linli.kernel.rights import desk_page
from linli.shared.work import clocks, deadlines
from linli.shared.work.actions import rules as actions
from linli.shared.work.calendars import site_calendar
from linli.shared.work.kinds import topics
from linli.shared.work.models import SET_BY_RULES, ClockKind, Preset, Priority, Rule
from linli.shared.work.permissions import WorkPermission
from linli.shared.work.queries import dues
from linli.shared.work.queries import rules as queries
from linli.shared.work.web import reminders

WHOLE_MINUTES = "%Y-%m-%dT%H:%M"


class LimitForm(forms.Form):
    """How long a rule gives."""

    amount = forms.IntegerField(
        label=gettext_lazy("数量"), min_value=0, help_text=gettext_lazy("按天计时，0 表示当天。")
    )
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=deadlines.Unit.choices)
    ends = forms.ChoiceField(
        label=gettext_lazy("最后一天到几点"),
        choices=deadlines.Ends.choices,
        help_text=gettext_lazy("只对按天计时有用。"),
    )
    roll_to_workday = forms.BooleanField(
        label=gettext_lazy("最后一天是休息日时，顺延到下一个工作日"), required=False
    )

    def limit(self) -> actions.Limit:
        """Raises `BadLimit`."""
        values = self.cleaned_data
        return actions.Limit(
            amount=values["amount"],
            unit=deadlines.Unit(values["unit"]),
            ends=deadlines.Ends(values["ends"]),
            roll_to_workday=values["roll_to_workday"],
        )


class ChangeForm(LimitForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AddForm(LimitForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("时限"), choices=[(kind.value, kind.label) for kind in SET_BY_RULES]
    )
    topic = forms.ChoiceField(label=gettext_lazy("性质"), required=False)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("紧急程度"), required=False, coerce=int, empty_value=None
    )
    field_order = ("kind", "topic", "priority", "amount", "unit", "ends", "roll_to_workday")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_cases(self)


def offer_cases(form: forms.Form) -> None:
    """What a rule may depend on, with "any" first."""
    any_of = ("", _("不限"))
    form.fields["topic"].choices = [any_of, *topics().items()]  # type: ignore[attr-defined]
    form.fields["priority"].choices = [any_of, *Priority.choices]  # type: ignore[attr-defined]


class TryForm(forms.Form):
    """A request as it might come in."""

    received_at = forms.DateTimeField(
        label=gettext_lazy("收到时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHOLE_MINUTES),
    )
    topic = forms.ChoiceField(label=gettext_lazy("性质"), required=False)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("紧急程度"), required=False, coerce=int, empty_value=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_cases(self)
        self.fields["priority"].choices = Priority.choices  # type: ignore[attr-defined]

    def clean_received_at(self) -> dt.datetime:
        received_at: dt.datetime = self.cleaned_data["received_at"]
        if not 2000 <= received_at.year < 2100:
            raise forms.ValidationError(_("请填写 2000 年到 2099 年之间的时间。"))
        return received_at


class DescribeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=40)
    source = forms.CharField(label=gettext_lazy("依据"), max_length=300, required=False)
    verified = forms.BooleanField(label=gettext_lazy("已对照原文核实"), required=False)


class CopyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("新方案的名称"), max_length=40)


def trials(preset: Preset, form: TryForm) -> list[dict[str, Any]]:
    """When each clock of the preset would be due for such a request."""
    if not form.is_valid():
        return []
    values = form.cleaned_data
    book = clocks.rule_book(preset)
    found = []
    for kind in SET_BY_RULES:
        rule = book.find(kind, values["topic"], values["priority"])
        if rule is not None:
            stored = clocks.pure(clocks.as_stored(rule))
            due = deadlines.due_at(stored, values["received_at"], book.calendar)
            found.append({"rule": rule, "due": moment(due)})
    return found


def moment(due: deadlines.Due) -> dues.Moment:
    """A due time without pauses, as pages show it."""
    assert due.at is not None  # noqa: S101 - only an unfinished pause leaves it open
    return dues.Moment(due.at, due.provisional)


@require_safe
@desk_page()
def presets(request: HttpRequest) -> HttpResponse:
    context = {
        "presets": queries.presets(),
        "keeping": accounts.Keeping(request.user, WorkPermission.MANAGE_RULES),
        "unofficial": queries.unofficial_ahead(clock.now()),
    }
    return render(request, "work/presets.html", context)


@require_safe
@desk_page()
def preset(request: HttpRequest, pk: int) -> HttpResponse:
    """A preset's rules, and the box to try them; htmx asks for the box's answer alone."""
    found = queries.get_preset(pk)
    now = f"{clock.now().astimezone(clock.SHANGHAI):{WHOLE_MINUTES}}"
    trial = TryForm(request.GET if "received_at" in request.GET else {"received_at": now})
    context = {
        "preset": found,
        "rules": with_labels(queries.rules_of(found)),
        "trial": trial,
        "trials": trials(found, trial),
        "keeping": accounts.Keeping(request.user, WorkPermission.MANAGE_RULES),
    }
    if request.htmx and request.htmx.target == "trial":
        return render(request, "work/_trial.html", context)
    context |= {
        "describe": DescribeForm(
            initial={"name": found.name, "source": found.source, "verified": found.verified}
        ),
        "copy": CopyForm(),
        "reminders": reminders.form_of(found.reminders),
        "add": AddForm(initial={"unit": deadlines.Unit.WORKING_DAYS}),
    }
    return render(request, "work/preset.html", context)


def with_labels(found: list[Rule]) -> list[dict[str, Any]]:
    """Rules with the words for what they depend on."""
    words = topics()
    return [
        {"rule": rule, "topic": words.get(rule.topic, rule.topic) if rule.topic else ""}
        for rule in found
    ]


@require_POST
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def use(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_preset(pk)
    actions.use_preset(preset=found, by=request.user, at=clock.now())
    messages.success(request, _("现在起新开始的时限按“%s”计算。正在走的时限不变。") % found.name)
    return redirect("work:rules")


@require_POST
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = queries.get_preset(pk), CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写新方案的名称。"))
        return redirect("work:preset", pk)
    made = actions.copy_preset(
        preset=found, name=form.cleaned_data["name"], by=request.user, at=clock.now()
    )
    messages.success(request, _("已复制。改好以后，在列表里选用它才会生效。"))
    return redirect("work:preset", made.pk)


@require_POST
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = queries.get_preset(pk), DescribeForm(request.POST)
    if form.is_valid():
        actions.describe_preset(preset=found, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, _("已保存。"))
    else:
        messages.error(request, _("请填写名称，依据最多 300 字。"))
    return redirect("work:preset", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.get_preset(pk)
    form = AddForm(request.POST or None, initial={"unit": deadlines.Unit.WORKING_DAYS})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.add_rule(
                preset=found,
                kind=ClockKind(values["kind"]),
                topic=values["topic"],
                priority=values["priority"],
                limit=form.limit(),
                by=request.user,
                at=clock.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已添加，对新开始的时限生效。"))
            return redirect("work:preset", pk)
    return edit_page(request, {"preset": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule; who saves second sees what the first one saved."""
    rule = queries.get_rule(pk)
    stored = {name: getattr(rule, name) for name in ("amount", "unit", "ends", "roll_to_workday")}
    form = ChangeForm(request.POST or None, initial=stored | {"version": rule.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_rule(
                rule=rule,
                version=form.cleaned_data["version"],
                limit=form.limit(),
                by=request.user,
                at=clock.now(),
            )
        except EditConflict as error:
            form.add_error(None, str(error))
            form.data = request.POST.copy()
            form.data["version"] = str(rule.version)
            return edit_page(
                request, {"preset": rule.preset, "rule": rule, "form": form, "theirs": rule}
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存，对新开始的时限生效。正在走的时限不变。"))
            return redirect("work:preset", rule.preset_id)
    return edit_page(request, {"preset": rule.preset, "rule": rule, "form": form})


def edit_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    rule = context.get("rule")
    context["labelled"] = with_labels([rule])[0] if rule else None
    status = 422 if context["form"].errors else 200
    if context.get("theirs"):
        status = EditConflict.status
    return render(request, "work/rule.html", context, status=status)


@require_safe
@desk_page()
def sample(request: HttpRequest) -> HttpResponse:
    """What the limit that is being typed would mean for a request that comes in now."""
    form, now = LimitForm(request.GET), clock.now()
    due = None
    if form.is_valid():
        try:
            limit = form.limit()
        except actions.BadLimit as error:
            form.add_error(None, str(error))
        else:
            rule = deadlines.Rule(**dataclasses.asdict(limit))
            due = moment(deadlines.due_at(rule, now, site_calendar()))
    return render(request, "work/_sample.html", {"form": form, "due": due, "now": now})


@require_POST
@accounts.keeper_page(WorkPermission.MANAGE_RULES)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    rule = queries.get_rule(pk)
    actions.remove_rule(rule=rule, by=request.user, at=clock.now())
    messages.success(request, _("已删除。以后这种情形按更一般的那一条计算，没有就不设时限。"))
    return redirect("work:preset", rule.preset_id)
