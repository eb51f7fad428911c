"""Changing a city's limits. Clocks that run keep the rule and the due time they started with."""

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.accounts import public as accounts
from linli.foundation.audit import public as audit
from linli.kernel.errors import DomainError, EditConflict
from linli.shared.work import deadlines
from linli.shared.work.models import ClockKind, Preset, Rule
from linli.shared.work.permissions import check_manage_rules


class BadLimit(DomainError):
    message = gettext_lazy("这个时限不成立：数量要大于 0（按天计可以填 0，表示当天），最长十年。")


class RuleExists(DomainError):
    message = gettext_lazy("这一方案里已经有同样情形的时限，请直接修改那一条。")


@dataclasses.dataclass(frozen=True)
class Limit:
    """How long a rule gives. Raises `BadLimit` for what cannot be meant."""

    amount: int
    unit: deadlines.Unit
    ends: deadlines.Ends = deadlines.Ends.MIDNIGHT
    roll_to_workday: bool = False

    def __post_init__(self) -> None:
        try:
            deadlines.Rule(self.amount, self.unit)
        except ValueError as error:
            raise BadLimit from error


@transaction.atomic
def use_preset(*, preset: Preset, by: accounts.User, at: dt.datetime) -> None:
    """Let all clocks that start from now on follow this city's limits."""
    check_manage_rules(by)
    before = Preset.objects.filter(in_use=True).first()
    if before == preset:
        return
    Preset.objects.filter(in_use=True).update(in_use=False)
    Preset.objects.filter(pk=preset.pk).update(in_use=True)
    audit.record(
        "work.use_preset",
        by=by,
        at=at,
        subject=preset,
        subject_name=preset.name,
        changes={"preset": [before.code if before else "", preset.code]},
    )


@transaction.atomic
def copy_preset(*, preset: Preset, name: str, by: accounts.User, at: dt.datetime) -> Preset:
    """A site's own set of limits, to be changed while the city's stays for comparison."""
    check_manage_rules(by)
    copy = Preset.objects.create(
        code=f"own-{Preset.objects.order_by('-pk').values_list('pk', flat=True)[0] + 1}",
        name=name.strip()[:40],
        source=_("复制自“%(name)s”，由本地修改") % {"name": preset.name},
        reminders=preset.reminders,
    )
    rules = list(preset.rules.all())
    for rule in rules:
        rule.pk, rule.preset, rule.version = None, copy, 1
        rule._state.adding = True
    Rule.objects.bulk_create(rules)
    audit.record(
        "work.copy_preset",
        by=by,
        at=at,
        subject=copy,
        subject_name=copy.name,
        changes={"from": preset.code},
    )
    return copy


@transaction.atomic
def describe_preset(
    *, preset: Preset, name: str, source: str, verified: bool, by: accounts.User, at: dt.datetime
) -> None:
    """Say what the limits rest on, and whether somebody has checked it against the text."""
    check_manage_rules(by)
    before = [preset.name, preset.source, preset.verified]
    preset.name, preset.source, preset.verified = name, source, verified
    preset.save(update_fields=["name", "source", "verified"])
    audit.record(
        "work.describe_preset",
        by=by,
        at=at,
        subject=preset,
        subject_name=name,
        changes={"described": [before, [name, source, verified]]},
    )


@transaction.atomic
def set_reminders(
    *, preset: Preset, ladder: deadlines.Ladder, by: accounts.User, at: dt.datetime
) -> None:
    """When people are reminded from now on; a running clock follows after its next reminder."""
    check_manage_rules(by)
    before, preset.reminders = preset.reminders, [list(rung) for rung in ladder]
    preset.save(update_fields=["reminders"])
    audit.record(
        "work.set_reminders",
        by=by,
        at=at,
        subject=preset,
        subject_name=preset.name,
        changes={"reminders": [before, preset.reminders]},
    )


@transaction.atomic
def add_rule(
    *,
    preset: Preset,
    kind: ClockKind,
    topic: str,
    priority: int | None,
    limit: Limit,
    by: accounts.User,
    at: dt.datetime,
) -> Rule:
    """A limit for a case that the preset did not set one for. Raises `RuleExists`."""
    check_manage_rules(by)
    if preset.rules.filter(kind=kind, topic=topic, priority=priority).exists():
        raise RuleExists
    rule = Rule.objects.create(
        preset=preset, kind=kind, topic=topic, priority=priority, **dataclasses.asdict(limit)
    )
    _record("work.add_rule", rule, {"limit": dataclasses.asdict(limit)}, by=by, at=at)
    return rule


@transaction.atomic
def change_rule(
    *, rule: Rule, version: int, limit: Limit, by: accounts.User, at: dt.datetime
) -> None:
    """Another limit from now on. `version` is the one that `by` saw; raises `EditConflict`."""
    check_manage_rules(by)
    new = dataclasses.asdict(limit)
    old = {name: getattr(rule, name) for name in new}
    if old == new and rule.version == version:
        return
    won = Rule.objects.filter(pk=rule.pk, version=version).update(**new, version=version + 1)
    if not won:
        raise EditConflict(theirs=old)
    rule.refresh_from_db()
    changes = {name: [old[name], value] for name, value in new.items() if old[name] != value}
    _record("work.change_rule", rule, changes, by=by, at=at)


@transaction.atomic
def remove_rule(*, rule: Rule, by: accounts.User, at: dt.datetime) -> None:
    """Set no such limit any more; the more general one counts, if there is one."""
    check_manage_rules(by)
    _record(
        "work.remove_rule",
        rule,
        {"limit": {"amount": rule.amount, "unit": rule.unit}},
        by=by,
        at=at,
    )
    rule.delete()


def _record(
    action: str, rule: Rule, changes: dict[str, Any], *, by: accounts.User, at: dt.datetime
) -> None:
    audit.record(action, by=by, at=at, subject=rule, subject_name=str(rule), changes=changes)
