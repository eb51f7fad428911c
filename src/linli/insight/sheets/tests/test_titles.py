"""What a list's title says of its people: tags it names, and words that nobody may overlook."""

import pytest

from linli.insight.sheets.meaning.population import population
from linli.insight.sheets.proposing import people, titles
from linli.insight.sheets.tests import factories, samples
from linli.registers.residents import public as residents
from linli.registers.residents.tests.factories import load_tags, make_town

pytestmark = pytest.mark.django_db

# Title, tags, words that are told, words that are shown.
TITLES = [
    ("16—24周岁失业青年摸排登记表", [], ["失业"], ""),
    ("独居老人探访登记表", ["独居老人"], [], "探访"),
    ("重度残疾人护理补贴发放花名册", ["重度残疾"], [], "护理补贴发放"),
    ("困难残疾人生活补贴花名册", ["残疾人"], ["困难"], ""),
    ("幸福里社区低保户花名册", ["低保"], [], "户"),
    ("计划生育特殊家庭花名册", ["计划生育特殊家庭"], [], ""),
    ("幸福里社区党员花名册", [], ["党员"], ""),
    ("育龄妇女登记表", [], ["育龄"], ""),
    ("80周岁以上高龄老年人津贴发放花名册", [], [], "津贴发放"),
    ("重点优抚对象名册", [], [], "重点"),
    ("志愿者服务站点一览表", [], [], ""),
    ("居民基本信息登记表", [], [], ""),
]


@pytest.mark.parametrize(("title", "tags", "unmet", "aside"), TITLES)
def test_no_word_that_narrows_is_overlooked(title, tags, unmet, aside) -> None:
    load_tags()
    known = list(residents.tag_dictionary())
    read = people.from_conditions(population(title, "") or {}, known)
    chosen, left = titles.narrowed(read, title, make_town().community)
    names = {tag.pk: tag.name for tag in known}
    assert [names[pk] for pk in chosen["tags"]] == tags
    assert (chosen["unmet"], left) == (unmet, aside)


def test_facts_and_ages_stand_beside_each_other() -> None:
    load_tags()
    title = "60周岁以上退休人员体检名单"
    read = people.from_conditions(population(title, "") or {}, residents.tag_dictionary())
    chosen, left = titles.narrowed(read, title, make_town().community)
    assert (chosen["age_from"], left) == (60, "体检")
    assert chosen["facts"] == {"person.employment_status": ["80"]}


def test_a_line_below_as_wide_is_no_part_of_the_name() -> None:
    scene = factories.make_scene()
    text = """== below statistics
老年人口情况统计表 | < | <
截至2026年11月30日     单位：人 | < | <
年龄段 | 男 | 女
60-69岁 |  |
70-79岁 |  | """
    filling = factories.uploaded(scene, samples.read(text).workbook(), file_name="表.xlsx")
    assert filling.title == "老年人口情况统计表"
    assert str(filling.as_of) == "2026-11-30"
