"""A hotline's table becomes requests."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from linli.foundation.accounts import public as accounts
from linli.foundation.notices.public import Notice
from linli.foundation.places import public as places
from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.services.cases.choices import Nature, Source
from linli.services.cases.importing import HotlineTarget
from linli.services.cases.models import CallBack, Case, Category
from linli.services.cases.states import State
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING, Community
from linli.shared.imports import public as imports
from linli.shared.imports.tests import files

pytestmark = pytest.mark.django_db
HEAD = [
    "工单编号",
    "受理时间",
    "诉求标题",
    "诉求内容",
    "来电人",
    "联系电话",
    "诉求地址",
    "诉求类型",
]
ANSWER = ["二级承办单位", "处理结果", "办结时间", "是否联系", "是否解决", "是否满意", "回访时间"]
ROW = [
    "GD-1",
    "2026/3/9 8:05",
    "路灯",
    "路灯不亮",
    "王秀英",
    "13800138000",
    "3号楼2单元501",
    "投诉类",
]


@pytest.fixture
def home() -> Community:
    return factories.make_community()


def check(home: Community, *rows: Sequence[Any], by: Any = None, **options: str) -> imports.Run:
    run = imports.start(
        target=imports.TARGETS["hotline"],
        place=home.community,
        file_name="工单.xlsx",
        content=files.workbook(rows),
        by=by,
        at=MORNING,
    )
    imports.do(run, at=MORNING, tell=imports.untold)
    imports.choose_columns(
        run=run,
        sheet=run.sheet,
        header=run.header,
        columns=run.columns,
        options={**run.options, **options},
        by=by,
        at=MORNING,
    )
    imports.do(run, at=MORNING, tell=imports.untold)
    return run


def bring_in(home: Community, *rows: Sequence[Any], **more: Any) -> imports.Run:
    run = check(home, *rows, **more)
    imports.begin(run=run, by=more.get("by"), at=MORNING)
    imports.do(run, at=MORNING, tell=imports.untold)
    return run


def problems(run: imports.Run) -> list[str]:
    return [f"{where} {words}" for bad in run.bad_rows.all() for where, words in bad.problems]


def test_a_row_becomes_a_request_with_everything_it_says(home: Community) -> None:
    run = bring_in(home, HEAD, ROW)
    assert set(run.columns) == {
        *("external_id", "received_at", "title", "text", "name", "phone", "address", "nature")
    }
    case = Case.objects.get()
    assert (case.source, case.external_id, case.nature) == (
        Source.HOTLINE,
        "GD-1",
        Nature.COMPLAINT,
    )
    assert (case.title, case.text, case.requester_name) == ("路灯", "路灯不亮", "王秀英")
    assert (case.requester_phone, case.address) == ("13800138000", "3号楼2单元501")
    assert (case.place, case.community) == (home.dwelling, home.community)
    assert case.received_at == clock.local(2026, 3, 9, 8, 5)
    assert (case.owner, case.state) == (home.committee, State.RECEIVED)
    assert case.category is not None
    assert case.category.name == "路灯"


def test_it_goes_to_the_one_who_answers_for_the_grid(home: Community) -> None:
    worker = factories.make_user("grid-worker", home.grid)
    elsewhere = ["GD-2", *ROW[1:6], "不知道哪里", ROW[7]]
    bring_in(home, HEAD, ROW, elsewhere)
    assert [case.work.assignee for case in Case.objects.order_by("pk")] == [worker, None]


def test_who_gets_some_of_a_lot_is_told_once(home: Community) -> None:
    worker = factories.make_user("grid-worker", home.grid)
    head = factories.make_user("head", home.community)
    answered = [home.property_firm.name, "已修好", "2026-03-10 17:00", "", "", "", ""]
    rows = [[f"GD-{n}", *ROW[1:], *[""] * len(ANSWER)] for n in range(3)]
    bring_in(home, HEAD + ANSWER, *rows, by=head)
    [notice] = Notice.objects.all()
    assert (notice.recipient, notice.title) == (worker, "导入了一批新的工作")
    Notice.objects.all().delete()
    bring_in(home, HEAD + ANSWER, ["GD-9", *ROW[1:], *answered], by=head)
    assert not Notice.objects.exists()


def test_statements_do_not_grow_with_addresses(
    home: Community, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        places.add(
            kind=places.Kind.DWELLING,
            name=f"6{number:02d}",
            parent=home.building,
            by=None,
            at=MORNING,
        )
    rows = [[f"GD-{n}", *ROW[1:6], f"3号楼6{n:02d}", ROW[7]] for n in range(20)]
    run = check(home, HEAD, *rows)
    imports.begin(run=run, by=None, at=MORNING)
    with django_assert_max_num_queries(70):
        imports.do(run, at=MORNING, tell=imports.untold)
    assert Case.objects.filter(place__kind=places.Kind.DWELLING).count() == 20


def test_answer_and_call_back_come_with_it(home: Community) -> None:
    more = [home.property_firm.name, "已修好", "2026-03-10 17:00", "是", "已解决", "基本满意", ""]
    bring_in(home, HEAD + ANSWER, ROW + more)
    case = Case.objects.get()
    assert (case.state, case.reply, case.owner) == (State.CLOSED, "已修好", home.property_firm)
    assert case.reported_at == clock.local(2026, 3, 10, 17)
    answer = CallBack.objects.get()
    assert (answer.contacted, answer.solved, answer.satisfaction) == (True, True, 3)
    assert answer.at == case.reported_at


def test_what_has_no_field_here_is_kept_on_the_timeline(home: Community) -> None:
    more = ["西城水务局", "已修好", "2026-03-10 17:00", "", "", "满意", ""]
    bring_in(home, [*HEAD, *ANSWER, "类别"], [*ROW, *more, "水务／内涝"])
    note = Case.objects.get().timeline.get(kind="note")
    assert note.text == "类别：水务／内涝；承办单位：西城水务局；是否满意：满意"
    assert note.public_text == ""
    assert not CallBack.objects.exists()


def test_an_open_order_stays_with_the_committee(home: Community) -> None:
    bring_in(home, [*HEAD, "承办单位"], [*ROW, home.property_firm.name])
    case = Case.objects.get()
    assert case.owner == home.committee
    assert case.timeline.get(kind="note").text == f"承办单位：{home.property_firm.name}"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["公共设施", "道路照明", "井盖"], "公共设施／道路照明／井盖"),
        (["公共设施", "道路照明", "没有这个"], "公共设施／道路照明"),
        (["", "", "电梯"], "公共设施／楼内设施／电梯"),
        (["没有", "这些", "类别"], "公共设施／道路照明／路灯"),
    ],
)
def test_categories_are_found_at_any_level(home: Community, written: list[str], found: str) -> None:
    bring_in(home, [*HEAD, "一级分类", "二级分类", "三级分类"], [*ROW, *written])
    category = Case.objects.get().category
    assert category is not None
    assert category.full_name == found


@pytest.mark.parametrize(
    ("column", "written", "words"),
    [
        (1, "2026/13/45", "B2 来件时间：没有“2026/13/45”这个时间，请核对"),
        (1, "昨天", "B2 来件时间：“昨天”不是能看懂的时间，请写成 2026-03-08 14:05 这样"),
        (1, "", "B2 来件时间：没有填"),
        (5, "1380013", "F2 电话：“1380013”不是完整的电话号码，不知道就留空"),
        (10, "2026-03-01", "K2 答复时间：比来件时间还早，请核对"),
        (10, "", "K2 答复时间：有答复意见，请填上答复时间"),
        (13, "还行", "N2 是否满意：请填很满意、满意、基本满意、不满意或很不满意，没有评价就留空"),
        (12, "大概", "M2 是否解决：“大概”请改成“是”或“否”"),
        (3, "#REF!", "D2 内容：公式出错（#REF!），请改成具体内容"),
        (0, 1.1010119900307e17, "A2 外部单号：号码太长"),
    ],
)
def test_each_fault_is_told_with_its_cell(
    home: Community, column: int, written: Any, words: str
) -> None:
    row = [*ROW, home.property_firm.name, "已修好", "2026-03-10 17:00", "是", "是", "满意", ""]
    row[column] = written
    run = check(home, HEAD + ANSWER, row)
    [told] = problems(run)
    assert told.startswith(words)


def test_tomorrow_has_not_come_yet(home: Community) -> None:
    run = check(home, HEAD, [ROW[0], "2026-03-20", *ROW[2:]])
    assert problems(run) == ["B2 来件时间：这个时间还没有到，请核对"]


def test_a_finished_state_needs_its_time(home: Community) -> None:
    run = check(home, [*HEAD, "办理状态", "办结时间"], [*ROW, "已办结", ""])
    assert problems(run) == ["J2 答复时间：状态是“已办结”，请填上答复时间"]


@pytest.mark.parametrize("phone", ["", "无", "138****8000", "不详"])
def test_no_telephone_is_no_fault(home: Community, phone: str) -> None:
    row = [*ROW]
    row[5] = phone
    bring_in(home, HEAD, row)
    assert Case.objects.get().requester_phone == ""


def test_nobody_is_anonymous(home: Community) -> None:
    row = [*ROW]
    row[4], row[5] = "匿名", ""
    bring_in(home, HEAD, row)
    case = Case.objects.get()
    assert case.anonymous
    assert case.requester_name == ""


def test_long_titles_and_texts_are_kept_whole(home: Community) -> None:
    row = [*ROW]
    row[2], row[3] = "标题" * 100, "内容😀" * 3000
    bring_in(home, HEAD, row)
    case = Case.objects.get()
    assert len(case.title) == 120
    assert case.text == f"{row[2]}\n{row[3]}"


class TestRepeats:
    def test_the_same_file_twice_changes_nothing(self, home: Community) -> None:
        rows = [ROW, ["GD-2", *ROW[1:]]]
        bring_in(home, HEAD, *rows)
        again = check(home, HEAD, *rows)
        assert (again.good, again.same, again.bad) == (0, 2, 0)

    def test_nor_without_numbers(self, home: Community) -> None:
        rows = [row[1:] for row in (ROW, [*ROW[:4], "李军", *ROW[5:]], ROW)]
        run = bring_in(home, HEAD[1:], *rows)
        assert (run.created, run.same, run.bad) == (2, 1, 0)
        again = check(home, HEAD[1:], *rows)
        assert (again.good, again.same, again.bad) == (0, 3, 0)

    def test_one_number_for_two_matters_is_a_fault(self, home: Community) -> None:
        run = bring_in(home, HEAD, ROW, ROW, [*ROW[:3], "另一件事", *ROW[4:]])
        assert (run.created, run.same, run.bad) == (1, 1, 1)
        assert problems(run) == ["A4 外部单号：和第2行的单号相同，内容却不同，请核对"]

    def test_a_number_of_another_community_is_told(self, home: Community) -> None:
        other = factories.make_community("河畔社区", street=home.street)
        bring_in(home, HEAD, ROW)
        run = check(other, HEAD, ROW)
        assert problems(run) == ["A2 外部单号：这个单号已经在别的社区登记过，请核对是不是转错了"]


def test_old_orders_can_be_kept_for_reading_only(home: Community) -> None:
    bring_in(home, HEAD, ROW, unanswered="archive")
    assert Case.objects.get().state == State.ENDED


def test_only_who_may_import_here(home: Community) -> None:
    head = factories.make_user("head", home.community)
    assert bring_in(home, HEAD, ROW, by=head).created == 1
    other = factories.make_community("河畔社区", street=home.street)
    for stranger in (
        factories.make_user("head", other.community),
        factories.make_user("grid-worker", home.grid),
    ):
        with pytest.raises(NotAllowed):
            check(home, HEAD, ROW, by=stranger)


def test_categories_hold_for_all_so_only_who_oversees_all(home: Community) -> None:
    factories.make_community("河畔社区", street=home.street)
    target = imports.TARGETS["categories"]
    content = files.workbook([["一级分类", "二级分类"], ["交通", "公交"]])

    def start(by: accounts.User, place: Any) -> imports.Run:
        return imports.start(
            target=target, place=place, file_name="类别.xlsx", content=content, by=by, at=MORNING
        )

    with pytest.raises(NotAllowed, match="全站"):
        start(factories.make_user("head", home.community), home.community)
    assert start(factories.make_user("head", home.street), home.street)


def test_categories_grow_and_shrink_again(home: Community) -> None:
    before = Category.objects.count()
    rows = [
        ["交通", "公交", "线路"],
        ["交通", "公交", ""],
        ["交通", "", "停车"],
        ["环境卫生", "垃圾", ""],
    ]
    run = imports.start(
        target=imports.TARGETS["categories"],
        place=home.street,
        file_name="类别.xlsx",
        content=files.workbook([["一级分类", "二级分类", "三级分类"], *rows]),
        by=None,
        at=MORNING,
    )
    imports.do(run, at=MORNING, tell=imports.untold)
    imports.choose_columns(
        run=run, sheet=0, header=1, columns=run.columns, options={}, by=None, at=MORNING
    )
    imports.do(run, at=MORNING, tell=imports.untold)
    assert (run.good, run.same, problems(run)) == (
        1,
        2,
        ["B4 二级分类：有三级分类，请填上二级分类"],
    )
    imports.begin(run=run, by=None, at=MORNING)
    imports.do(run, at=MORNING, tell=imports.untold)
    assert Category.objects.get(full_name="交通／公交／线路").level == 3
    assert Category.objects.count() == before + 3
    imports.begin_undo(run=run, by=None, at=MORNING)
    imports.do(run, at=MORNING, tell=imports.untold)
    assert Category.objects.count() == before


@pytest.mark.slow
class TestRealMessages:
    """What people really wrote to a city, 2011 to 2020; not part of the repository."""

    def bring_in(self, home: Community, path: Path, **options: str) -> imports.Run:
        run = imports.start(
            target=imports.TARGETS["hotline"],
            place=home.community,
            file_name=path.name,
            content=path.read_bytes(),
            by=None,
            at=MORNING,
        )
        imports.do(run, at=MORNING, tell=imports.untold)
        imports.choose_columns(
            run=run,
            sheet=run.sheet,
            header=run.header,
            columns=run.columns,
            options={**run.options, **options},
            by=None,
            at=MORNING,
        )
        imports.do(run, at=MORNING, tell=imports.untold)
        imports.begin(run=run, by=None, at=MORNING)
        imports.do(run, at=MORNING, tell=imports.untold)
        return run

    def test_messages_with_replies(self, home: Community, shared_data: Path) -> None:
        path = shared_data / "requests" / "messages_with_replies.xlsx"
        run = self.bring_in(home, path)
        assert (run.total, run.created, run.bad, run.same) == (2816, 2816, 0, 0)
        cases = list(Case.objects.all())
        assert {case.state for case in cases} == {State.CLOSED}
        times = [case.reported_at - case.received_at for case in cases if case.reported_at]
        assert len(times) == 2816
        assert median(times) // dt.timedelta(days=1) == 11
        first = Case.objects.get(external_id="2549")
        assert first.received_at == clock.local(2019, 4, 25, 9, 32) + dt.timedelta(seconds=9)
        assert first.text.startswith("2019年4月以来")

    def test_messages_for_hot_topics(self, home: Community, shared_data: Path) -> None:
        path = shared_data / "requests" / "messages_for_hot_topics.xlsx"
        run = self.bring_in(home, path, unanswered="archive")
        assert (run.total, run.created, run.bad, run.same) == (4326, 4326, 0, 0)
        assert set(run.columns) == {"external_id", "name", "title", "received_at", "text"}


def test_every_field_can_be_told_apart() -> None:
    names = [plain for field in HotlineTarget.fields for plain in field.all_names]
    assert len(names) == len(set(names))
