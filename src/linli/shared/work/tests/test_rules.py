import pytest
from django.db import IntegrityError, transaction

from linli.foundation.audit import public as audit
from linli.kernel.errors import EditConflict, NotAllowed
from linli.shared.work import clocks
from linli.shared.work.actions import rules
from linli.shared.work.deadlines import Ends, Unit
from linli.shared.work.models import ClockKind, Preset, Priority, Rule
from linli.shared.work.permissions import check_manage_rules
from linli.shared.work.tests.factories import (
    MORNING,
    STREET,
    make_item,
    make_preset,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db
HANDLE = ClockKind.HANDLE
FIVE_DAYS = rules.Limit(5, Unit.WORKING_DAYS)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def boss(town):
    return make_user(STREET, town.street)


@pytest.fixture
def preset():
    return make_preset([(HANDLE, "", None, 7, Unit.DAYS)])


def test_only_who_answers_for_the_whole_site_changes_limits(town, boss, preset):
    head = make_user(STREET, town.community)
    check_manage_rules(boss)
    check_manage_rules(head)

    make_town("邻家社区", street=town.street)
    check_manage_rules(boss)
    with pytest.raises(NotAllowed):
        check_manage_rules(make_user(["work.see_all"], town.district))
    with pytest.raises(NotAllowed, match=boss.name):
        rules.use_preset(preset=preset, by=head, at=MORNING)


def test_another_preset_counts_from_now_on(town, boss, preset):
    item = make_item(town)
    running = clocks.start(item=item, kind=HANDLE, topic="", at=MORNING)
    other = make_preset([(HANDLE, "", None, 30, Unit.DAYS)], in_use=False)

    rules.use_preset(preset=other, by=boss, at=MORNING)

    assert Preset.objects.get(in_use=True) == other
    assert clocks.rule_book().find(HANDLE, "", 0).amount == 30
    due_at = running.due_at
    running.refresh_from_db()
    assert running.due_at == due_at
    (event,) = audit.of_subject(other)
    assert event.changes == {"preset": [preset.code, other.code]}


def test_choosing_what_is_in_use_records_nothing(boss, preset):
    rules.use_preset(preset=preset, by=boss, at=MORNING)
    assert not audit.of_subject(preset).exists()


def test_a_changed_rule_counts_its_versions(boss, preset):
    rule = preset.rules.get()
    limit = rules.Limit(3, Unit.WORKING_DAYS, Ends.CLOSE, roll_to_workday=True)
    rules.change_rule(rule=rule, version=1, limit=limit, by=boss, at=MORNING)

    assert (rule.amount, rule.unit, rule.ends, rule.roll_to_workday, rule.version) == (
        3,
        "working_days",
        "close",
        True,
        2,
    )
    (event,) = audit.of_subject(rule)
    assert event.changes["amount"] == [7, 3]
    assert event.changes["roll_to_workday"] == [False, True]


def test_the_second_editor_sees_the_first_ones_values(boss, preset):
    rule = preset.rules.get()
    rules.change_rule(rule=rule, version=1, limit=FIVE_DAYS, by=boss, at=MORNING)
    with pytest.raises(EditConflict) as raised:
        rules.change_rule(
            rule=rule, version=1, limit=rules.Limit(9, Unit.DAYS), by=boss, at=MORNING
        )
    assert raised.value.details["theirs"]["amount"] == 5
    rule.refresh_from_db()
    assert rule.amount == 5


def test_saving_without_a_change_makes_no_version(boss, preset):
    rule = preset.rules.get()
    rules.change_rule(rule=rule, version=1, limit=rules.Limit(7, Unit.DAYS), by=boss, at=MORNING)
    assert rule.version == 1
    assert not audit.of_subject(rule).exists()


@pytest.mark.parametrize(
    ("amount", "unit"), [(0, Unit.HOURS), (-1, Unit.DAYS), (4000, Unit.DAYS), (0, Unit.MINUTES)]
)
def test_limits_that_cannot_be_meant(amount, unit):
    with pytest.raises(rules.BadLimit):
        rules.Limit(amount, unit)


def test_the_same_day_is_a_limit(boss, preset):
    limit = rules.Limit(0, Unit.WORKING_DAYS)
    rule = rules.add_rule(
        preset=preset,
        kind=ClockKind.SIGN,
        topic="",
        priority=None,
        limit=limit,
        by=boss,
        at=MORNING,
    )
    assert rule.amount == 0


@pytest.mark.parametrize("priority", [None, Priority.URGENT])
def test_each_case_has_one_rule(boss, preset, priority):
    new = {"preset": preset, "kind": ClockKind.SIGN, "topic": "trouble", "priority": priority}
    rules.add_rule(**new, limit=FIVE_DAYS, by=boss, at=MORNING)
    with pytest.raises(rules.RuleExists):
        rules.add_rule(**new, limit=FIVE_DAYS, by=boss, at=MORNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(**new, amount=1, unit=Unit.DAYS)


def test_a_removed_rule_leaves_the_general_one(boss, preset):
    rule = rules.add_rule(
        preset=preset,
        kind=HANDLE,
        topic="",
        priority=Priority.URGENT,
        limit=rules.Limit(24, Unit.HOURS),
        by=boss,
        at=MORNING,
    )
    assert clocks.rule_book().find(HANDLE, "", Priority.URGENT).amount == 24
    rules.remove_rule(rule=rule, by=boss, at=MORNING)
    assert clocks.rule_book().find(HANDLE, "", Priority.URGENT).amount == 7


def test_a_copy_is_changed_while_the_citys_stays(boss, preset):
    copy = rules.copy_preset(preset=preset, name="本街道", by=boss, at=MORNING)
    assert not copy.in_use
    rules.change_rule(
        rule=copy.rules.get(), version=1, limit=rules.Limit(3, Unit.DAYS), by=boss, at=MORNING
    )
    assert preset.rules.get().amount == 7
    assert copy.rules.get().amount == 3
    rules.copy_preset(preset=preset, name="再来一份", by=boss, at=MORNING)


def test_a_source_is_checked_and_marked(boss, preset):
    rules.describe_preset(
        preset=preset, name="本市", source="本市条例第十条", verified=True, by=boss, at=MORNING
    )
    preset.refresh_from_db()
    assert (preset.name, preset.source, preset.verified) == ("本市", "本市条例第十条", True)
    assert audit.of_subject(preset).count() == 1


def test_only_one_preset_is_in_use(preset):
    with pytest.raises(IntegrityError), transaction.atomic():
        Preset.objects.create(code="second", name="另一个", source="", in_use=True)
