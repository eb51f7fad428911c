"""Keeping the list, answering departments, and what becomes work."""

import datetime as dt

import pytest

from linli.foundation.audit.tests.factories import events_of
from linli.insight.sheets.registry import public
from linli.insight.sheets.registry.actions import dues, replies, setup, tables
from linli.insight.sheets.registry.models import CellCost, Due, Ground, ReplyKind, Sending, Table
from linli.insight.sheets.registry.queries import tables as queries
from linli.insight.sheets.registry.queries.standing import standing_of, table_of
from linli.insight.sheets.registry.states import State
from linli.insight.sheets.registry.tests.factories import (
    AT,
    DAY,
    TODAY,
    Town,
    make_filling,
    make_form,
    make_table,
    make_town,
    make_user,
)
from linli.insight.sheets.states import State as FillingState
from linli.kernel.errors import EditConflict, InvalidMove, NotAllowed
from linli.kernel.letters import MissingField
from linli.kernel.seen import digest
from linli.shared.work.public import WorkItem

pytestmark = pytest.mark.django_db
COLUMNS = ("姓名", "性别", "身份证号", "联系电话", "住址")


@pytest.fixture
def town() -> Town:
    return make_town()


def noted(town: Town, title: str = "突击摸底表", **told) -> Table:
    """A table that came to the community without having been registered."""
    given = {"place": town.home.community, "owner": town.bureau, "cycle": "once"}
    return tables.add(title=title, **given | told, by=town.head, at=AT)


def refuse(table: Table, town: Town, **told):
    given = {
        "kind": ReplyKind.REFUSAL,
        "number": "〔2026〕1号",
        "addressee": "区民政局",
        "signer": "林国栋",
        "signed_on": TODAY,
        "issuer": town.home.committee,
        "grounds": list(queries.grounds(in_use=True)),
        "by": town.head,
        "at": AT,
    }
    return replies.reply(table=table, **given | told)


class TestTheList:
    def test_only_keepers_say_what_may_be_asked(self, town) -> None:
        table = noted(town)
        for user in (town.head, town.worker):
            with pytest.raises(NotAllowed):
                tables.register(table=table, legal_basis="某文件", by=user, at=AT)
        with pytest.raises(NotAllowed):
            tables.add(
                title="甲", place=town.home.community, owner_name="某局", by=town.worker, at=AT
            )
        tables.register(table=table, legal_basis="某文件", by=town.street, at=AT)
        table.refresh_from_db()
        assert table.state == State.REGISTERED
        with pytest.raises(NotAllowed):
            tables.update(table=table, title="乙", by=town.head, at=AT)

    def test_what_holds_for_all_needs_a_basis_a_day_and_an_owner(self, town) -> None:
        with pytest.raises(tables.NeedsBasis):
            make_table(town, legal_basis="")
        with pytest.raises(tables.NeedsDay):
            make_table(town, next_due_on=None)
        with pytest.raises(tables.NoOwner):
            make_table(town, owner=None)
        make_table(town, owner=None, owner_name="市民政局")
        with pytest.raises(tables.TitleTaken):
            make_table(town)

    def test_the_second_writer_sees_both(self, town) -> None:
        table = make_table(town)
        seen = digest(tables.present(table))
        tables.update(table=table, note="先改", seen=seen, by=town.street, at=AT)
        with pytest.raises(EditConflict):
            tables.update(table=table, note="后改", seen=seen, by=town.street, at=AT)

    def test_the_meant_day_outlives_february(self, town) -> None:
        table = make_table(town, next_due_on=dt.date(2026, 1, 31))
        Table.objects.filter(pk=table.pk).update(next_due_on=dt.date(2026, 2, 28))
        table.refresh_from_db()
        tables.update(
            table=table, note="改别的", next_due_on=table.next_due_on, by=town.street, at=AT
        )
        table.refresh_from_db()
        assert table.due_day == 31

    def test_communities_see_what_concerns_them(self, town) -> None:
        street_wide, own = make_table(town), noted(town)
        theirs = tables.add(
            title="乙社区的",
            place=town.other.community,
            owner=town.bureau,
            cycle="once",
            by=make_user("head", town.other.community),
            at=AT,
        )
        assert set(queries.visible_to(town.head)) == {street_wide, own}
        assert set(queries.visible_to(town.worker)) == {street_wide, own}
        assert set(queries.visible_to(town.street)) == {street_wide, own, theirs}
        stranger = make_user("head", make_town().home.community)
        assert not queries.visible_to(stranger).exists()

    def test_expired_is_a_matter_of_the_day(self, town) -> None:
        table = make_table(town, expires_on=TODAY)
        assert list(Table.objects.filter(queries.in_state(State.EXPIRED, TODAY + DAY))) == [table]
        assert not Table.objects.filter(queries.in_state(State.EXPIRED, TODAY)).exists()
        tables.register(
            table=table,
            legal_basis="续期文件",
            expires_on=TODAY + 365 * DAY,
            by=town.street,
            at=AT + 9 * DAY,
        )
        assert Table.objects.filter(queries.in_state(State.REGISTERED, TODAY + 9 * DAY)).exists()


class TestReplies:
    def test_a_refusal_cites_the_rules_and_can_be_taken_back(self, town) -> None:
        table = noted(town)
        letter = refuse(table, town)
        assert "《突击摸底表》收悉。经核对报表准入清单，该表不在报表准入清单内。" in letter.body
        assert "《城市居民委员会组织法》第二十条" in letter.body
        assert "林国栋" in letter.body
        table.refresh_from_db()
        assert table.state == State.REFUSED
        with pytest.raises(InvalidMove):
            refuse(table, town, number="〔2026〕2号")
        replies.undo_reply(reply=letter, by=town.head, at=AT)
        table.refresh_from_db()
        letter.refresh_from_db()
        assert table.state == State.UNREGISTERED
        assert letter.undone_by == town.head
        with pytest.raises(InvalidMove):
            replies.undo_reply(reply=letter, by=town.head, at=AT)

    def test_what_is_rightly_asked_for_is_not_refused_until_it_expires(self, town) -> None:
        table = make_table(town, place=town.home.community, expires_on=TODAY)
        with pytest.raises(InvalidMove):
            refuse(table, town)
        letter = refuse(table, town, at=AT + DAY)
        assert "该表的准入已于2026年3月11日到期" in letter.body

    def test_a_letter_with_a_hole_does_not_go(self, town) -> None:
        table = noted(town)
        with pytest.raises(MissingField, match="依据"):
            refuse(table, town, grounds=[])
        table.refresh_from_db()
        assert table.state == State.UNREGISTERED

    def test_a_number_is_used_once(self, town) -> None:
        refuse(noted(town), town)
        with pytest.raises(replies.NumberTaken):
            refuse(noted(town, "又一张"), town)
        assert queries.next_number(noted(town, "第三张"), 2026) == "〔2026〕2号"

    def test_a_merge_names_the_table_to_use(self, town) -> None:
        table, into = noted(town), make_table(town)
        with pytest.raises(replies.OtherTable):
            refuse(table, town, kind=ReplyKind.MERGE, into=table)
        with pytest.raises(replies.OtherTable):
            refuse(table, town, kind=ReplyKind.MERGE, into=noted(town, "也没有准入的表"))
        letter = refuse(
            table,
            town,
            kind=ReplyKind.MERGE,
            into=into,
            common="姓名、性别",
            new="没有新增的栏目。",
            sent="该表每月报送。",
        )
        assert "在《高龄老人名册》里已经有：姓名、性别。该表每月报送。" in letter.body
        table.refresh_from_db()
        assert table.merged_into == into

    def test_grid_workers_do_not_write_to_departments(self, town) -> None:
        with pytest.raises(NotAllowed):
            refuse(noted(town), town, by=town.worker)


class TestDues:
    def test_each_community_gets_its_work_once(self, town) -> None:
        table = make_table(town)
        assert dues.open_dues(at=AT) == 0
        soon = AT + 5 * DAY
        assert dues.open_dues(at=soon) == 2
        assert dues.open_dues(at=soon) == 0
        items = WorkItem.objects.filter(kind="table")
        assert {item.team for item in items} == {town.home.committee, town.other.committee}
        assert {item.title for item in items} == {"报《高龄老人名册》"}
        clocks = {item.clocks.get().due_at for item in items}
        assert clocks == {AT.replace(day=21, hour=0, minute=0)}
        table.refresh_from_db()
        assert table.next_due_on == dt.date(2026, 4, 20)
        assert dues.open_dues(at=AT + 36 * DAY) == 2
        assert Due.objects.count() == 4

    def test_what_went_by_while_nobody_looked_comes_once(self, town) -> None:
        table = make_table(town, cycle="weekly", next_due_on=dt.date(2026, 1, 2))
        dues.open_dues(at=AT)
        days = set(Due.objects.values_list("due_on", flat=True))
        assert days == {dt.date(2026, 1, 2), dt.date(2026, 3, 13)}
        table.refresh_from_db()
        assert table.next_due_on == dt.date(2026, 3, 20)

    def test_nothing_is_due_after_the_last_day(self, town) -> None:
        make_table(town, expires_on=dt.date(2026, 3, 19))
        noted(town, next_due_on=dt.date(2026, 3, 12))
        assert dues.open_dues(at=AT + 8 * DAY) == 0

    def test_sending_closes_what_was_due_first_where_the_filling_reaches(self, town) -> None:
        table, form = make_table(town), make_form("高龄老人名册", *COLUMNS)
        tables.link(table=table, form=form, by=town.street, at=AT)
        dues.open_dues(at=AT + 5 * DAY)
        dues.open_dues(at=AT + 36 * DAY)
        grid = make_filling(form, town.home.grid, state=FillingState.SENT)
        assert public.sent(filling=grid, by=town.worker, at=AT + 36 * DAY) == 0
        whole = make_filling(form, town.home.community, state=FillingState.SENT)
        assert public.sent(filling=whole, by=town.worker, at=AT + 37 * DAY) == 1
        done = Due.objects.get(closed_at__isnull=False)
        assert (done.due_on, done.place, done.filling) == (
            dt.date(2026, 3, 20),
            town.home.community,
            whole,
        )
        assert done.work.phase == "done"
        assert events_of("tables.send_due").count() == 1
        # Ten rows: eight names stood in the register, two and a whole column had to be typed.
        cost = Sending.objects.get(filling=whole)
        assert (cost.rows, cost.filled, cost.typed) == (10, 8, 12)

        public.taken_back(filling=whole, by=town.worker, at=AT + 38 * DAY)
        done.refresh_from_db()
        assert (done.closed_at, done.filling) == (None, None)
        assert (done.work.phase, done.work.clocks.get().stopped_at) == ("open", None)
        assert not Sending.objects.filter(filling=whole).exists()

    def test_by_hand_needs_a_reason_and_can_be_reopened(self, town) -> None:
        make_table(town)
        dues.open_dues(at=AT + 5 * DAY)
        due = Due.objects.get(place=town.home.community)
        with pytest.raises(tables.NeedsReason):
            dues.close(due=due, reason=" ", by=town.worker, at=AT + 6 * DAY)
        with pytest.raises(NotAllowed):
            dues.close(
                due=due,
                reason="报了",
                by=make_user("head", town.other.community),
                at=AT + 6 * DAY,
            )
        dues.close(due=due, reason="在民政系统里报了", by=town.worker, at=AT + 6 * DAY)
        with pytest.raises(dues.ClosedAlready):
            dues.close(due=due, reason="再报", by=town.worker, at=AT + 6 * DAY)
        dues.reopen(due=due, by=town.worker, at=AT + 7 * DAY)
        due.refresh_from_db()
        assert (due.closed_at, due.reason, due.work.closed_at) == (None, "", None)

    def test_a_table_of_one_community_is_work_there_alone(self, town) -> None:
        make_table(town, place=town.home.community)
        assert dues.open_dues(at=AT + 5 * DAY) == 1


class TestStanding:
    def test_a_form_that_nobody_noted_is_not_obliged(self, town) -> None:
        form = make_form("突击摸底表", *COLUMNS)
        found = standing_of(form, place=town.home.community, user=town.head, on=TODAY)
        assert found is not None
        assert (found.table, found.state, found.is_obliged) == (None, State.UNREGISTERED, False)
        assert found.may_answer
        assert all(ground.in_use for ground in found.grounds)
        worker = standing_of(form, place=town.home.community, user=town.worker, on=TODAY)
        assert worker is not None
        assert not worker.may_answer
        assert standing_of(form, place=town.home.community, user=make_user(), on=TODAY) is None

    def test_the_registered_one_of_several_counts(self, town) -> None:
        form = make_form("名册", *COLUMNS)
        own, wide = noted(town), make_table(town)
        for table in (own, wide):
            tables.link(table=table, form=form, by=town.street, at=AT)
        assert table_of(form, town.home.grid.place_path) == wide
        assert table_of(form, town.other.community.place_path) == wide
        found = standing_of(form, place=town.home.community, user=town.head, on=TODAY)
        assert found is not None
        assert found.is_obliged
        assert found.grounds == ()

    def test_what_was_sent_before_is_offered_instead(self, town) -> None:
        old, table = make_form("名册", *COLUMNS), make_table(town)
        tables.link(table=table, form=old, by=town.street, at=AT)
        other = make_form("别的", "楼栋", "单元", "层数", "户数")
        for form in (old, other):
            filling = make_filling(form, town.home.community, state=FillingState.SENT)
            public.sent(filling=filling, by=town.worker, at=AT - 9 * DAY)
        new = make_form("突击摸底表", *COLUMNS[:4], "血型")
        found = standing_of(new, place=town.home.community, user=town.head, on=TODAY)
        assert found is not None
        (known,) = found.known
        assert (known.title, known.table, known.sent_at) == (table.title, table, AT - 9 * DAY)
        assert (len(known.overlap.common), known.overlap.asked) == (4, 5)
        assert [column.words for column in known.overlap.new] == ["血型"]

    def test_what_others_sent_is_not_told(self, town) -> None:
        old = make_form("乙社区的表", *COLUMNS)
        filling = make_filling(old, town.other.community, state=FillingState.SENT)
        public.sent(filling=filling, by=town.street, at=AT)
        new = make_form("突击摸底表", *COLUMNS)
        found = standing_of(new, place=town.home.community, user=town.head, on=TODAY)
        assert found is not None
        assert found.known == ()
        assert not queries.unlisted(town.head).exists()


def test_what_is_cited_and_what_a_cell_costs_is_for_keepers(town) -> None:
    ground = Ground.objects.get(code="shanghai-27")
    with pytest.raises(NotAllowed):
        setup.use_ground(ground=ground, in_use=True, by=town.head, at=AT)
    setup.use_ground(ground=ground, in_use=True, by=town.street, at=AT)
    assert "《上海市居民委员会工作条例》第二十七条" in refuse(noted(town), town).body
    setup.save_cell_cost(seconds=20, source="实测", assumed=False, by=town.street, at=AT)
    cost = CellCost.objects.get()
    assert (cost.seconds, cost.assumed) == (20, False)
