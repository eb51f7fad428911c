"""Labels, whose they are, what numbers count, and who goes in."""

import pytest

from linli.insight.sheets.meaning.counts import Counter
from linli.insight.sheets.meaning.fields import Asked
from linli.insight.sheets.meaning.folding import fold
from linli.insight.sheets.meaning.lexicon import understand
from linli.insight.sheets.meaning.population import population
from linli.insight.sheets.meaning.rules import understand_all
from linli.insight.sheets.meaning.themes import Theme
from linli.insight.sheets.vocabulary import ELEMENTS


@pytest.mark.parametrize(
    ("label", "element"),
    [
        ("姓  名", "person.name"),
        ("*公民身份号码（18位）：", "person.id_number"),
        ("3. 民族代码", "person.ethnicity"),
        ("房东联系电话", "dwelling.owner_phone"),
        ("法定代表人姓名", None),
        ("被评估人姓名", "person.name"),
        ("网格员手机号码", None),
        ("是否为低保户", "aid.is_recipient"),
        ("住房结构类型：1.砖混 2.砖木 3.土坯", "dwelling.structure"),
        ("成员三身份证号", "household.member_id_number"),
        ("健康码", None),
        ("志愿者编号", None),
        ("宗教信仰", None),
    ],
)
def test_a_label_by_itself(label: str, element: str | None) -> None:
    assert understand(label).element == element


def test_each_name_of_an_element_leads_to_it_and_to_no_other() -> None:
    for element in ELEMENTS.values():
        if element.entity != "stat":
            for name in element.names.split():
                assert understand(name).element == element.id, name


def test_no_name_says_what_folding_says_already() -> None:
    for element in ELEMENTS.values():
        names = [*element.names.split(), *element.weak.split()]
        assert len({fold(name) for name in names}) == len(names), element.id


def senses(*labels: str, title: str = "", kind: str = "roster") -> list[str | None]:
    asked = [Asked(str(number), "", (label,)) for number, label in enumerate(labels)]
    theme = Theme(title, title + "".join(labels))
    return [
        sense.element if sense.confidence >= 0.65 else None
        for sense in understand_all(asked, theme, kind)
    ]


def test_whose_it_is_depends_on_the_neighbours() -> None:
    assert senses("姓名", "联系电话", "网格员", "联系电话") == [
        "person.name",
        "person.phone",
        "place.grid_worker",
        None,
    ]
    assert senses("户主姓名", "身份证号")[1] == "household.head_id_number"
    assert senses("户主姓名", "姓名", "身份证号")[2] == "person.id_number"


def test_the_life_of_the_dead_is_not_the_applicant_s() -> None:
    labels = ("姓名", "性别", "烈士姓名", "性别", "入伍时间", "申请人联系电话")
    assert senses(*labels, kind="record") == [
        "person.name",
        "person.sex",
        "veteran.martyr_name",
        None,
        None,
        "person.phone",
    ]


def test_a_table_of_bodies_gets_no_resident_s_address() -> None:
    assert senses("单位名称", "地址", "负责人", "联系电话", "备注") == [
        None,
        None,
        None,
        None,
        "report.remark",
    ]


def test_the_same_words_of_a_resident_and_of_a_wounded_soldier() -> None:
    assert senses("姓名", "残疾等级", title="残疾人登记表")[1] == "person.disability_level"
    soldiers = senses("姓名", "入伍时间", "残疾等级", title="残疾军人换证表")
    assert soldiers[2] == "veteran.injury_level"


@pytest.mark.parametrize(
    ("path", "element", "dimension"),
    [
        (("常住人口女性人数",), "stat.person_count", {"residence_status": "常住", "sex": "女"}),
        (("低保", "户数（户）"), "stat.household_count", {"aid_type": ["低保"]}),
        (("60岁及以上老年人数",), "stat.person_count", {"age_min": 60}),
        (("35岁以下党员",), "stat.person_count", {"age_max": 35, "political_status": "中共党员"}),
        (("灭火器数量",), None, {}),
        (("社区工作者人数",), None, {}),
    ],
)
def test_what_a_number_counts(
    path: tuple[str, ...], element: str | None, dimension: dict[str, object]
) -> None:
    count = Counter.of("人口情况统计表", "Sheet1", None).count(path)
    assert count.element == element
    if element:
        assert count.dimension == dimension


def test_staff_are_not_residents() -> None:
    counter = Counter.of("养老机构工作人员统计表", "Sheet1", None)
    assert [counter.count((label,)).element for label in ("总人数", "35岁以下", "男")] == [None] * 3


@pytest.mark.parametrize(
    ("title", "conditions"),
    [
        (
            "60周岁以上农村籍退役士兵登记表",
            {"age_min": 60, "registration_type": "农业", "veteran": True},
        ),
        ("六十五周岁及以上老年人体检名册", {"age_min": 65}),
        ("60-69岁老人补贴发放表", {"age_min": 60, "age_max": 69}),
        ("两参人员生活补助发放", {"benefit_category": ["参战", "参试"]}),
        ("农村五保供养对象花名册", {"aid_type": ["五保"]}),
        ("养老机构工作人员情况表", None),
        ("困难户信息", None),
    ],
)
def test_who_goes_in(title: str, conditions: dict[str, object] | None) -> None:
    assert population(title, "Sheet1") == conditions


def test_notes_may_say_it() -> None:
    notes = "填报对象为年满80周岁的本社区老人。"
    assert population("津贴申报名册", "Sheet1", notes) == {"age_min": 80}


def test_folding_makes_one_of_many_spellings() -> None:
    assert {fold(label) for label in ("银行帐号", "银 行 账 号：", "银行账号码*")} == {"银行账号"}
    assert fold("退役日期") == fold("退伍时间")
