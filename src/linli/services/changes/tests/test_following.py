"""Changes become work, once, and come to an end."""

import datetime as dt

import pytest

from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.audit import public as audit
from linli.foundation.notices import public as notices
from linli.kernel import clock
from linli.kernel.errors import InvalidMove, NotAllowed
from linli.registers.residents import public as residents
from linli.registers.residents.public import Person
from linli.registers.residents.tests.factories import (
    give_tag,
    happen,
    move,
    review_tag,
    take_back,
    tell,
)
from linli.services.changes import matters, permissions, tasks
from linli.services.changes.actions import closing, opening, rules, telling
from linli.services.changes.models import AlertRule, FollowUp, Matter, Outcome
from linli.services.changes.queries import follow_ups
from linli.services.changes.tests.factories import (
    AT,
    TODAY,
    WORKER,
    Scene,
    born_so_that,
    due_for_review,
    make_scene,
    settle,
)
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def opened() -> list[str]:
    opening.open_all(at=AT)
    rows = FollowUp.objects.filter(done_at=None).prefetch_related("matters__tag").order_by("pk")
    return [matters.together(row.matters.all()) for row in rows]


class TestOpening:
    @pytest.mark.parametrize("age", [60, 65, 80, 90, 100])
    def test_an_age_becomes_work_of_the_grid_worker(self, scene, age):
        birth = born_so_that(age, in_days=10)
        person = settle(scene.town.dwelling, birth_date=birth)
        assert opened() == [f"{TODAY + 10 * DAY} 满{age}岁"]
        item = work.WorkItem.objects.get()
        assert (item.assignee, item.team, item.resident) == (scene.worker, scene.committee, person)
        assert item in work.mine(scene.worker)
        assert [one.kind for one in item.clocks.all()] == [work.ClockKind.CONTACT]

    def test_lead_times_are_data(self, scene):
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=40))
        assert opened() == []
        AlertRule.objects.filter(age=80).update(lead_days=40)
        assert len(opened()) == 1

    def test_a_rule_that_is_off_opens_nothing(self, scene):
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10))
        AlertRule.objects.update(in_use=False)
        assert opened() == []

    def test_ends_of_facts_and_tags(self, scene):
        person = settle(scene.town.dwelling, id_valid_until="2026-03-20")
        tell(person, aid__is_recipient="1", aid__end_date="2026-04-01")
        give_tag(person, "临时救助", until=TODAY + 5 * DAY)
        row = give_tag(person, "楼栋长")
        due_for_review(row)
        assert opened() == [
            f"标签“楼栋长” {TODAY} 该复核；标签“临时救助” 2026-03-16 到期；证件 2026-03-20 到期",
            "救助 2026-04-01 到期",
        ]

    @pytest.mark.parametrize(("kind", "words"), [("left", "迁出"), ("died", "去世")])
    def test_what_happened_is_followed_up(self, scene, kind, words):
        person = settle(scene.town.dwelling)
        happen(person, kind, on=TODAY - DAY)
        assert opened() == [f"{TODAY - DAY} {words}"]

    def test_what_came_up_while_nothing_ran_is_found(self, scene):
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=-20))
        settle(scene.town.dwelling, "李强", birth_date=born_so_that(80, in_days=-40))
        assert [row.person.name for row in FollowUp.objects.all()] == []
        assert len(opened()) == 1

    def test_a_second_change_joins_the_open_work(self, scene):
        person = settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=20))
        assert len(opened()) == 1
        due = work.WorkItem.objects.get().due_at
        happen(person, "died")
        assert len(opened()) == 1
        assert Matter.objects.count() == 2
        assert work.WorkItem.objects.get().due_at < due

    def test_running_twice_opens_nothing_twice(self, scene):
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10))
        first = opened()
        assert opening.open_all(at=AT + DAY) == 0
        assert opened() == first

    def test_what_is_done_stays_done(self, scene):
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10))
        opened()
        follow_up = FollowUp.objects.get()
        closing.close(follow_up=follow_up, outcome=Outcome.CONTACTED, by=scene.worker, at=AT)
        assert opened() == []

    def test_killed_on_the_way_it_adds_what_is_missing(self, scene, monkeypatch):
        for name in ("王秀英", "李强", "赵敏"):
            settle(scene.town.dwelling, name, birth_date=born_so_that(80, in_days=10))
        monkeypatch.setattr(opening, "LOT", 1)
        real, done = opening._open, []

        def killed(*given: object) -> FollowUp | None:
            if done:
                raise KeyboardInterrupt
            done.append(given)
            return real(*given)

        with monkeypatch.context() as patch:
            patch.setattr(opening, "_open", killed)
            with pytest.raises(KeyboardInterrupt):
                opening.open_all(at=AT)
        assert FollowUp.objects.count() == 1
        assert len(opened()) == 3
        assert work.WorkItem.objects.count() == 3

    def test_without_a_committee_it_waits_for_one(self, scene):
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10))
        scene.committee.closed_on = TODAY
        scene.committee.save()
        assert opened() == []
        scene.committee.closed_on = None
        scene.committee.save()
        assert len(opened()) == 1


class TestWhoKnows:
    def test_what_few_may_know_is_work_of_its_own(self, scene):
        person = settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10))
        give_tag(person, "孕产妇", until=TODAY + DAY)
        opened()
        open_one, closed_one = FollowUp.objects.order_by("sensitive")
        assert closed_one.item.assignee is None
        assert "孕产妇" not in closed_one.item.title
        assert list(permissions.visible_to(scene.worker)) == [open_one]
        assert set(permissions.visible_to(scene.head)) == {open_one, closed_one}
        assert closed_one.item.pk not in {item.pk for item in work.mine(scene.worker)}
        with pytest.raises(NotAllowed):
            closing.close(follow_up=closed_one, outcome=Outcome.UPDATED, by=scene.worker, at=AT)

    def test_what_few_may_know_stays_out_of_the_log(self, scene):
        person = settle(scene.town.dwelling)
        give_tag(person, "孕产妇", until=TODAY + DAY)
        opened()
        closing.close(
            follow_up=FollowUp.objects.get(),
            outcome=Outcome.CONTACTED,
            note="下月产检",
            by=scene.head,
            at=AT,
        )
        line = audit.of_subject(person).first()
        assert (line.action, line.reason) == ("changes.close", "")
        assert line.changes == {"outcome": "contacted"}


class TestEnding:
    @pytest.fixture
    def follow_up(self, scene) -> FollowUp:
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10))
        opening.open_all(at=AT)
        return FollowUp.objects.get()

    def test_one_step_ends_the_work_and_stands_in_the_log(self, scene, follow_up):
        closing.close(
            follow_up=follow_up, outcome=Outcome.CONTACTED, note="下周来办", by=scene.worker, at=AT
        )
        item = work.WorkItem.objects.get()
        assert (item.phase, item.closed_at) == (work.Phase.DONE, AT)
        line = audit.of_subject(follow_up.person).first()
        assert (line.action, line.reason) == ("changes.close", "下周来办")
        assert line.changes == {"outcome": "contacted", "changes": ["age"]}
        with pytest.raises(InvalidMove):
            closing.close(follow_up=follow_up, outcome=Outcome.UPDATED, by=scene.worker, at=AT)

    def test_a_mistake_is_taken_back(self, scene, follow_up):
        due = follow_up.item.due_at
        closing.close(follow_up=follow_up, outcome=Outcome.UNNEEDED, by=scene.worker, at=AT)
        closing.reopen(follow_up=follow_up, by=scene.worker, at=AT + DAY)
        item = work.WorkItem.objects.get()
        assert (item.phase, item.closed_at, item.due_at) == (work.Phase.OPEN, None, due)
        with pytest.raises(InvalidMove):
            closing.reopen(follow_up=follow_up, by=scene.worker, at=AT)

    def test_others_may_not(self, scene, follow_up):
        other = make_user(make_scene("和平社区").town.community, WORKER)
        with pytest.raises(NotAllowed):
            closing.close(follow_up=follow_up, outcome=Outcome.CONTACTED, by=other, at=AT)

    def test_a_death_settles_an_age(self, follow_up):
        Person.objects.update(presence="died")
        assert closing.keep_up(at=AT) == 1
        follow_up.refresh_from_db()
        assert (follow_up.outcome, follow_up.item.phase) == (Outcome.SETTLED, work.Phase.DROPPED)
        assert closing.keep_up(at=AT) == 0

    def test_a_corrected_birth_settles_it(self, follow_up):
        tell(follow_up.person, person__birth_date="1950-01-01")
        assert closing.keep_up(at=AT) == 1

    def test_a_review_on_the_file_settles_a_tag(self, scene):
        row = give_tag(settle(scene.town.dwelling), "楼栋长")
        due_for_review(row)
        assert len(opened()) == 1
        row.refresh_from_db()
        assert closing.keep_up(at=AT) == 0
        review_tag(row)
        assert closing.keep_up(at=AT) == 1

    def test_a_prolonged_benefit_and_a_move_taken_back_settle(self, scene):
        person = settle(scene.town.dwelling)
        tell(person, aid__end_date="2026-04-01")
        event = happen(person, "left")
        assert opened() == [f"{TODAY} 迁出"]
        take_back(event)
        assert closing.keep_up(at=AT) == 1
        assert opened() == ["救助 2026-04-01 到期"]
        tell(person, aid__end_date="2027-04-01")
        assert closing.keep_up(at=AT) == 1

    def test_a_file_that_is_erased_leaves_work_without_a_name(self, scene, follow_up):
        told = follow_ups.held([follow_up.person_id])
        assert "满80岁" in told.rows[0][0]
        residents.erase_file(person=follow_up.person, by=None, at=AT)
        assert not FollowUp.objects.exists()
        item = work.WorkItem.objects.get()
        assert "王秀英" not in item.title
        assert (item.resident, item.place) == (None, scene.town.community)
        assert item.phase == work.Phase.DROPPED
        assert follow_ups.page_of(item) == "/desk/changes/"

    def test_a_table_that_is_taken_back_takes_its_work_along(self, scene, follow_up):
        settle(scene.town.next_door, "李强", birth_date=born_so_that(80, in_days=10))
        opening.open_all(at=AT)
        item = work.WorkItem.objects.latest("pk")
        work.write_note(item=item, text="说好了明天去", by=scene.worker, at=AT)
        ids = list(Person.objects.values_list("pk", flat=True))
        assert residents.remove_many(ids=ids, by=None) == 1
        assert [row.person.name for row in FollowUp.objects.all()] == ["李强"]
        assert work.WorkItem.objects.get() == item

    def test_the_work_goes_where_the_person_moves(self, scene, follow_up):
        move(follow_up.person, scene.town.next_door)
        closing.keep_up(at=AT)
        follow_up.refresh_from_db()
        assert follow_up.place_path == scene.town.next_door.place_path
        assert follow_up.item.place == scene.town.next_door


class TestTelling:
    def test_one_notice_a_person_whatever_their_number(self, scene):
        for name in ("王秀英", "李强", "赵敏"):
            settle(scene.town.dwelling, name, birth_date=born_so_that(80, in_days=10))
        opening.open_all(at=AT)
        assert telling.tell(at=AT) == 1
        notice = notices.Notice.objects.get()
        assert (notice.recipient, notice.title) == (scene.worker, "3位居民有变化要跟进")
        assert telling.tell(at=AT + DAY) == 0

    def test_nobody_is_told_of_each(self, scene):
        settle(scene.town.dwelling, birth_date=born_so_that(80, in_days=10))
        opening.open_all(at=AT)
        clock = work.Clock.objects.get()
        assert (clock.remind_at, clock.overdue_told_at) == (None, clock.due_at)


class TestRules:
    def test_a_rule_is_changed_by_who_keeps_the_site(self, scene):
        rule = AlertRule.objects.get(age=80)
        told = {"lead_days": 60, "handle_days": 20, "advice": "先打电话", "in_use": True}
        rules.change(rule=rule, by=scene.head, at=AT, **told)
        rule.refresh_from_db()
        assert (rule.lead_days, rule.advice) == (60, "先打电话")
        with pytest.raises(NotAllowed):
            rules.change(rule=rule, by=scene.worker, at=AT, **told)

    def test_the_morning_run_does_all_of_it(self, scene):
        person = settle(scene.town.dwelling)
        soon = clock.today() + 5 * DAY
        birth = soon.replace(year=soon.year - 80)
        Person.objects.filter(pk=person.pk).update(born_on=birth)
        tasks.follow_changes.call()
        assert FollowUp.objects.get().told_at is not None
        assert notices.Notice.objects.get().recipient == scene.worker
        Person.objects.filter(pk=person.pk).update(presence="left")
        tasks.follow_changes.call()
        assert FollowUp.objects.get().outcome == Outcome.SETTLED
