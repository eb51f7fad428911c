"""A community's register of residents from a workbook."""

from typing import Any

import pytest
from stdnum.cn import ric

from linli.foundation.accounts.tests.factories import make_user
from linli.foundation.places import public as places
from linli.foundation.places.tests.factories import MORNING, Town, make_town
from linli.registers.residents import public as residents
from linli.registers.residents.tests.factories import give_tag, load_tags
from linli.shared.imports.actions import bringing, mapping, undoing, upload
from linli.shared.imports.models import Run
from linli.shared.imports.states import State
from linli.shared.imports.targets import TARGETS
from linli.shared.imports.tests import files
from linli.shared.imports.tests.factories import work_on

pytestmark = pytest.mark.django_db

HEAD = [
    "序号",
    "姓名",
    "身份证号",
    "民族",
    "文化程度",
    "联系电话",
    "家庭住址",
    "与户主关系",
    "是否低保",
]


def number(born: str, order: int, *, sex: str = "2") -> str:
    front = f"990000{born}{order * 2 + (sex == '1'):03d}"
    return front + ric.calc_check_digit(f"{front}0")


WANG = [1, "王秀英", number("19400101", 1), "汉", "小学", "15400000001", "3-2-501", "户主", "是"]
LI = [2, "李强", number("19380202", 2, sex="1"), "满族", "初中", "", "3号楼2单元501", "配偶", ""]
ZHAO = [3, "赵敏", number("19900303", 3), "", "本科", "15400000003", "三号楼二单元502", "户主", ""]


@pytest.fixture
def town() -> Town:
    town = make_town()
    load_tags()
    places.add(
        kind=places.Kind.DWELLING, name="502", parent=town.dwelling.parent, by=None, at=MORNING
    )
    return town


def uploaded(town: Town, rows: list[list[Any]], *, by: Any = None, head: list[str] = HEAD) -> Run:
    run = upload.start(
        target=TARGETS["residents"],
        place=town.community,
        file_name="花名册.xlsx",
        content=files.workbook([head, *rows]),
        by=by,
        at=MORNING,
    )
    work_on(run)
    return run


def judged(town: Town, rows: list[list[Any]], **more: Any) -> Run:
    run = uploaded(town, rows, **more)
    mapping.choose_columns(
        run=run,
        sheet=run.sheet,
        header=run.header,
        columns=run.columns,
        options={},
        by=run.by,
        at=MORNING,
    )
    work_on(run)
    return run


def brought_in(town: Town, rows: list[list[Any]], **more: Any) -> Run:
    run = judged(town, rows, **more)
    bringing.begin(run=run, by=run.by, at=MORNING)
    work_on(run)
    return run


def undone(run: Run) -> Run:
    undoing.begin_undo(run=run, by=None, at=MORNING)
    work_on(run)
    run.refresh_from_db()
    return run


def person(name: str) -> residents.Person:
    return residents.Person.objects.get(name=name)


def problems(run: Run) -> str:
    return str(list(run.bad_rows.values_list("problems", flat=True)))


def test_a_workbook_becomes_people_in_households(town):
    run = brought_in(town, [WANG, LI, ZHAO])
    assert (run.state, run.created, run.bad) == (State.DONE, 3, 0)
    wang, li, zhao = person("王秀英"), person("李强"), person("赵敏")
    assert wang.household == li.household != zhao.household
    assert (wang.household.head, wang.household.size, wang.household_size) == (wang, 2, 2)
    assert (li.ethnicity, li.relation, li.sex, li.born_on.year) == ("11", "10", "1", 1938)
    assert wang.statements.get().source == "import"
    assert [tag.tag.field for tag in wang.tags.select_related("tag")] == ["aid.is_recipient"]
    assert wang in residents.find(make_user(town.community, ["residents.view"]), "wxy")


def test_the_same_file_twice_changes_nothing(town):
    brought_in(town, [WANG, LI, ZHAO])
    again = judged(town, [WANG, LI, ZHAO])
    assert (again.good, again.changed, again.same, again.bad) == (0, 0, 3, 0)


def test_a_newer_file_completes_who_is_on_record_and_is_taken_back(town):
    brought_in(town, [WANG, LI])
    newer = [2, "李强", LI[2], "汉", "高中", "15400000009", "3-2-501", "配偶", ""]
    run = brought_in(town, [newer, ZHAO])
    assert (run.created, run.updated) == (1, 1)
    assert (person("李强").ethnicity, person("李强").phone) == ("01", "15400000009")
    assert undone(run).kept == 0
    assert (person("李强").ethnicity, person("李强").phone) == ("11", "")
    assert not residents.Person.objects.filter(name="赵敏").exists()


def test_an_import_is_undone_as_far_as_nothing_followed(town):
    run = brought_in(town, [WANG, LI, ZHAO])
    residents.tell_many(
        told={person("赵敏").pk: {"person.education": "10"}}, note="", by=None, at=MORNING
    )
    assert undone(run).kept == 1
    assert [one.name for one in residents.Person.objects.all()] == ["赵敏"]
    assert residents.Household.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        (1, "", "没有填"),
        (2, "990000194001010021", "校验位"),
        (2, 9.90000194001010e17, "末尾几位已经丢了"),
        (3, "火星族", "不在代码表里"),
        (5, "1540000000", "不像一个电话号码"),
        (6, "3号楼", "写到房号"),
        (6, "", "没有填住在哪里"),
        (8, "大概", "“是”或“否”"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(town, column, cell, words):
    row: list[Any] = [*WANG]
    row[column] = cell
    run = judged(town, [row, ZHAO])
    assert (run.bad, run.good) == (1, 1)
    assert words in problems(run)


def test_what_is_wrong_is_told_without_numbers_and_births(town):
    wrong = [[1, "王秀英", "", "", "", "1540000000", "3-2-501", "", ""]]
    wrong += [[2, "李强", LI[2], "", "", "", "3-2-501", "", "", "1977-06-05"]]
    run = judged(town, wrong, head=[*HEAD, "出生日期"])
    assert run.bad == 2
    assert "出生日期和身份证号码里的不一样" in problems(run)
    assert not any(text in problems(run) for text in ("154", "1977", "1938"))


def test_somebody_twice_in_a_file_is_told(town):
    run = judged(town, [WANG, LI, [9, *WANG[1:]]])
    assert (run.good, run.bad) == (2, 1)
    assert "同一个人" in problems(run)


def test_sensitive_columns_need_their_code(town):
    worker = make_user(town.community, ["residents.view", "residents.edit"])
    run = judged(town, [WANG, ZHAO], by=worker)
    assert (run.good, run.bad) == (1, 1)
    assert "您的岗位不能导入" in problems(run)


def test_families_of_one_dwelling_are_told_apart_by_number(town):
    head = [*HEAD, "户号"]
    run = brought_in(town, [[*WANG, "A1"], [*LI, "A2"]], head=head)
    assert run.created == 2
    assert person("王秀英").household != person("李强").household


def test_a_family_is_found_again_by_its_number(town):
    head = [*HEAD, "户号"]
    brought_in(town, [[*WANG, "A1"], [*LI, "A2"]], head=head)
    child = [4, "李小明", number("20100404", 4, sex="1"), "", "", "", "3-2-501", "子", "", "A2"]
    brought_in(town, [child], head=head)
    assert person("李小明").household == person("李强").household


@pytest.mark.parametrize(
    ("cell", "registration"),
    [
        ("人户一致", "here"),
        ("户在人不在", "here"),
        ("人在户不在", "elsewhere"),
        ("户籍在本社区", "here"),
        ("户籍在外地", "elsewhere"),
        ("非本地户籍", "elsewhere"),
        ("不是", "elsewhere"),
        ("非农业户口", ""),
    ],
)
def test_where_somebody_is_registered_is_read_from_words(town, cell, registration):
    brought_in(town, [[*WANG, cell]], head=[*HEAD, "户籍情况"])
    assert person("王秀英").registration == registration


def test_who_was_given_a_tag_since_stays(town):
    run = brought_in(town, [WANG, ZHAO])
    give_tag(person("赵敏"), "志愿者")
    assert undone(run).kept == 1
    assert [one.name for one in residents.Person.objects.all()] == ["赵敏"]


def test_no_value_of_a_person_is_kept_with_the_run(town):
    brought_in(town, [WANG])
    run = brought_in(town, [[1, *WANG[1:5], "15400000077", *WANG[6:]]])
    notes = [batch.updates for batch in run.batches.all()]
    assert notes != [[]]
    assert "15400000001" not in str(notes)
