"""What labels of tables of figures count, and what of them is not understood. No database."""

import dataclasses
from collections.abc import Sequence

import pytest

from linli.insight.sheets import answers, inspecting
from linli.insight.sheets.counting import board, meanings, reading, residents, residents_words
from linli.insight.sheets.counting.meanings import BLANK, COUNT, PARTS, Meaning
from linli.insight.sheets.counting.reading import GROUPS, SHARE, THINGS, Reading
from linli.insight.sheets.counting.words import Speaker, Unknown
from linli.insight.sheets.proposing import figures
from linli.insight.sheets.tests import samples
from linli.kernel.counted import Condition
from linli.registers.residents.tests.factories import unsaved_tags

SOURCE = residents.source()
DICTIONARY = unsaved_tags()
PHRASES = residents_words.all_phrases(DICTIONARY)
NAMES = {str(tag.pk): tag.name for tag in DICTIONARY}


def read(text: str, above: str = "") -> Reading:
    return reading.read(text, SOURCE, PHRASES, above)


def words(read: Reading) -> str:
    """A reading as short text: age60-69 sex2 tag:低保."""
    return " ".join(_one(condition) for condition in read.conditions)


def _one(one: Condition) -> str:
    if one.of == "tag":
        return "+".join(f"tag:{NAMES[value]}" for value in one.values)
    if one.values:
        return f"{one.of}:{'/'.join(one.values)}"
    return f"{one.of}{one.low or ''}-{'' if one.high is None else one.high}"


@pytest.mark.parametrize(
    ("label", "counts"),
    [
        ("60-69岁", "age60-69"),
        ("60～69周岁", "age60-69"),
        ("80周岁（含）以上", "age80-"),
        ("90岁以上（含90岁）", "age90-"),
        ("六十五周岁以上", "age65-"),
        ("未满18周岁", "age-17"),
        ("59岁以下", "age-59"),
        ("80岁以上老人", "age80-"),
        ("0-6岁儿童", "age-6"),
        ("老年人口数", "age60-"),
        ("60岁以上男性人数（人）", "age60- sex:1"),
        ("独居老人", "tag:独居老人"),
        ("独居", "home1-1 presence:here"),
        ("60岁以上失能老人", "age60- tag:失能老人"),
        ("享受低保人数", "tag:低保"),
        ("低保边缘家庭", "tag:低保边缘"),
        ("五保对象", "tag:特困供养"),
        ("低保残疾人", "tag:低保 tag:残疾人"),
        ("重度残疾（一、二级）", "tag:重度残疾"),
        ("一、二级残疾", "tag:残疾人 person.disability_level:1/2"),
        ("一、重度残疾（一、二级）", "tag:重度残疾"),
        ("视力残疾", "person.disability_type:1"),
        ("大专及以上", "person.education:10/20/30"),
        ("高中及以下", "person.education:40/60/70/80/90"),
        ("初中和高中", "person.education:60/70"),
        ("离异", "person.marital_status:40"),
        ("流动人口", "registration:elsewhere"),
        ("三人及以上户", "home3-"),
        ("其中：女", "sex:2"),
        ("性别", ""),
        ("一、人口情况", ""),
    ],
)
def test_a_label_that_is_understood_whole(label: str, counts: str) -> None:
    found = read(label)
    assert found.is_sure, found
    assert words(found) == counts


@pytest.mark.parametrize(
    ("label", "rest"),
    [
        ("失独老人", "失独"),
        ("城乡低保", "城乡"),
        ("持证残疾人", "持证"),
        ("新增低保", "新增"),
        ("其他", "其他"),
        ("困难学生", "困难学生"),
        ("半失能", "半失能"),
        ("女童", "女童"),
        ("独生子女", "独生子女"),
        ("床位数", "床位"),
        # Either, or both: nobody can tell.
        ("低保和残疾", "低保和残疾"),
        ("独居或空巢", "独居或空巢"),
        ("男女比例", "男女比例"),
        ("二、三人户", "二、"),
        ("男性18-60岁和女性18-55岁", "18-60岁18-55岁"),
    ],
)
def test_a_word_that_is_left_over_is_asked(label: str, rest: str) -> None:
    assert read(label).rest == rest


@pytest.mark.parametrize(
    "label", ["党员", "常住人口", "儿童", "妇女", "大学", "高龄老人", "失能", "城市低保"]
)
def test_words_that_people_mean_differently_are_asked(label: str) -> None:
    found = read(label)
    assert found.conditions
    assert found.doubt


def test_what_stands_above_explains_a_label() -> None:
    assert words(read("80及以上", above="年龄")) == "age80-"
    assert read("80及以上").rest
    assert words(read("一级", above="残疾等级")) == "person.disability_level:1"
    assert words(read("三、四级", above="残疾等级")) == "person.disability_level:3/4"


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("总户数（户）", GROUPS),
        ("低保户", GROUPS),
        ("人数", THINGS),
        ("占比（%）", SHARE),
        ("占总人数比例", SHARE),
        ("平均年龄", reading.AVERAGE),
    ],
)
def test_what_is_counted(label: str, measure: str) -> None:
    assert read(label).is_sure
    assert read(label).measure == measure


def propose(
    text: str, given: Sequence[Condition] = ()
) -> tuple[dict[str, Meaning], dict[str, meanings.Counted | None]]:
    """Meanings by label, and figures by cell, of a sample."""
    grid = samples.read(text).grid()
    answer = answers.ask(inspecting.inspect_sheet(grid), inspecting.ASK_BELOW)
    shape = board.read(grid, answer)
    assert shape is not None
    drawn = figures.drawn(shape, answer)
    found = meanings.propose(shape, SOURCE, PHRASES, drawn.known, answer["title"], given)
    known = {one["key"]: one for one in found}
    return (
        {one["text"]: one for one in found},
        {one.place: meanings.counted(one.headers, known) for one in shape.figures},
    )


def test_among_parts_the_row_above_it() -> None:
    labels, cells = propose("""== among statistics
社区老年人情况统计表 | <
项目 | 人数
80岁以上老人 |
其中：独居老人 |
失能老人 |
低保 |""")
    assert [c.of for c in cells["B4"].conditions] == ["age", "tag"]  # type: ignore[union-attr]
    assert labels["失能老人"]["asks"]
    assert labels["失能老人"]["reason"] == "看不出是不是“80岁以上老人”里面的"
    # Not the one after it alone: as long as rows follow, they may go on.
    assert labels["低保"]["reason"] == "看不出是不是“80岁以上老人”里面的"
    assert cells["B5"] is cells["B6"] is None


def test_what_cannot_be_a_part_is_not_asked_about_it() -> None:
    labels, cells = propose("""== among statistics
人口情况统计表 | <
项目 | 人数
60岁以上 |
其中：女 |
0-14岁 |
15-59岁 |""")
    assert not any(one["asks"] for one in labels.values())
    assert all(cells.values())


def test_among_after_both_sexes_parts_the_total() -> None:
    labels, cells = propose("""== among statistics
老年人统计表 | < | < | < | < | <
年龄段 | 合计 | 男 | 女 | 其中 | <
^ | ^ | ^ | ^ | 独居老人 | 低保
60-69岁 |  |  |  |  |
70-79岁 |  |  |  |  | """)
    assert not labels["独居老人"]["asks"]
    assert [c.of for c in cells["E4"].conditions] == ["tag", "age"]  # type: ignore[union-attr]
    assert [c.of for c in cells["F4"].conditions] == ["tag", "age"]  # type: ignore[union-attr]
    labels, cells = propose("""== among statistics
社区老年人情况统计表 | <
项目 | 人数
合计 |
男 |
女 |
其中：独居老人 | """)
    assert [c.of for c in cells["B6"].conditions] == ["tag"]  # type: ignore[union-attr]


def test_among_after_several_parts_is_asked() -> None:
    labels, cells = propose("""== among statistics
老年人统计表 | < | < | < | < | <
网格 | 合计 | 60-79岁 | 80岁及以上 | 其中 | <
^ | ^ | ^ | ^ | 独居老人 | 低保
第一网格 |  |  |  |  | """)
    for label in ("独居老人", "低保"):
        assert labels[label]["reason"] == "看不出是不是“80岁及以上”里面的"
    assert cells["E4"] is None
    labels, _cells = propose("""== among statistics
老年人统计表 | < | < | < | <
网格 | 80岁以上 | 男 | 女 | 其中：独居老人
第一网格 |  |  |  | """)
    assert labels["其中：独居老人"]["asks"]


def test_among_parts_the_column_before_it() -> None:
    labels, cells = propose("""== among statistics
老年人统计表 | < | < | <
网格 | 80岁以上人数 | 其中 | <
^ | ^ | 男 | 女
 |  |  |
 |  |  | """)
    assert labels["男"]["how"] == COUNT
    assert [c.of for c in cells["C"].conditions] == ["age", "sex"]  # type: ignore[union-attr]


def test_ages_that_meet_are_asked_with_a_proposal() -> None:
    labels, cells = propose("""== ages statistics
老年人年龄统计表 | < | <
年龄段 | 男 | 女
60-70岁 |  |
70-80岁 |  |
80岁以上 |  |
合计 |  | """)
    assert labels["60-70岁"]["asks"]
    assert "都算了70岁的" in labels["60-70岁"]["reason"]
    assert [c.high for c in meanings.conditions(labels["60-70岁"])] == [69]
    assert labels["合计"]["total"] == PARTS
    assert not any(cells[f"B{row}"] for row in (3, 4, 5))


def test_one_of_several_totals_is_asked() -> None:
    _labels, cells = propose("""== ages statistics
老年人年龄统计表 | <
年龄段 | 人数
60-69岁 |
70-79岁 |
小计 |
80-89岁 |
90岁以上 |
小计 |
合计 |""")
    assert [place for place, one in cells.items() if one is None] == ["B5", "B8", "B9"]


def test_staff_is_not_counted_as_residents() -> None:
    labels, cells = propose("""== staff statistics
工作人员情况统计表 | < | <
单位 | 性别 | <
^ | 男 | 女
 |  |
 |  | """)
    assert not any(one["asks"] for one in labels.values())
    assert labels["男"]["how"] == BLANK
    assert not any(cells.values())


def test_a_share_in_a_table_of_places_is_asked() -> None:
    labels, _cells = propose("""== shares statistics
60岁以上老年人情况统计表 | < | < | <
网格 | 总人数 | 女性占比 | 占比（%）
 |  |  |
 |  |  | """)
    assert labels["占比（%）"]["reason"] == "看不出是哪些人占全部的多少"
    assert labels["女性占比"]["how"] == COUNT
    labels, _cells = propose(
        """== shares statistics
60岁以上老年人情况统计表 | < | <
网格 | 80岁以上占比 | 女性占比
 |  |
 |  | """,
        given=[Condition("age", low=60)],
    )
    assert labels["80岁以上占比"]["asks"]
    assert labels["女性占比"]["how"] == COUNT


def test_a_share_of_a_part_of_a_part_is_not_filled() -> None:
    labels, cells = propose("""== shares statistics
人口情况统计表 | < | < | < | <
年龄 | 人数 | 占比 | 男 | 占总数比例
0-14岁 |  |  |  |
60岁以上 |  |  |  | """)
    assert labels["占总数比例"]["reason"] == "看不出是哪些人占全部的多少"
    assert cells["E3"] is None
    assert cells["C3"] is not None
    for heads in ("男 | 女", "人数 | 占比"), ("人数 | 占比", "男 | 女"):
        upper, lower = (one.split(" | ") for one in heads)
        _labels, cells = propose(f"""== shares statistics
人口情况统计表 | < | < | < | <
年龄 | {upper[0]} | < | {upper[1]} | <
^ | {lower[0]} | {lower[1]} | {lower[0]} | {lower[1]}
0-14岁 |  |  |  |
60岁以上 |  |  |  | """)
        assert cells["B4"] is not None
        assert cells["E4"] is None


def test_households_have_no_sex() -> None:
    _labels, cells = propose("""== households statistics
人口情况统计表 | < | <
项目 | 户数 | 人数
男 |  |
女 |  |
低保 |  |
合计 |  | """)
    assert [place for place, one in cells.items() if one is None] == ["B3", "B4"]


def test_everybody_in_a_table_of_some_is_asked() -> None:
    text = """== old statistics
60岁以上老年人情况统计表 | < | <
网格 | {} | 总人数
 |  |
 |  | """
    for label in ("户籍总人口", "总人口", "居民户数"):
        labels, _cells = propose(text.format(label), given=[Condition("age", low=60)])
        assert labels[label]["reason"] == "看不出是标题说的这些人里的，还是全部居民的"
        assert labels["总人数"]["how"] == COUNT


def test_rows_and_columns_that_exclude_each_other_count_nothing() -> None:
    _labels, cells = propose("""== apart statistics
人口情况统计表 | < | <
项目 | 男 | 60岁以上
女 |  |
0-17岁 |  | """)
    assert cells["B3"] is None
    assert cells["C4"] is None
    assert cells["C3"] is not None


def test_homes_have_no_sex_but_there_is_a_number_of_all() -> None:
    """Not the sum of two labels that no home can be counted under."""
    _labels, cells = propose("""== sexless statistics
社区住户情况统计表 | <
项目 | 户数
男 |
女 |
合计 | """)
    assert (cells["B3"], cells["B4"]) == (None, None)
    assert cells["B5"] == meanings.Counted((), GROUPS)


def test_the_register_is_asked_once_for_what_people_can_be_parted_by() -> None:
    asked = []
    speaker = Speaker(
        dataclasses.replace(SOURCE, dimensions=lambda: asked.append(1) or []), PHRASES, {}
    )
    speaker.read("女、60-69岁")
    speaker.said([Condition("sex", ("2",)), Condition("age", low=60, high=69)])
    assert len(asked) == 1


def test_what_somebody_types_is_read_like_a_label() -> None:
    speaker = Speaker(dataclasses.replace(SOURCE, dimensions=list), PHRASES, {})
    assert speaker.read("女、60-69岁") == [
        Condition("sex", ("2",)),
        Condition("age", low=60, high=69),
    ]
    with pytest.raises(Unknown):
        speaker.read("失独")
