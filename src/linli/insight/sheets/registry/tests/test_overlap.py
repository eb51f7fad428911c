"""Columns in common: counted once each, whichever way round, whatever stands beside them."""

from hypothesis import given
from hypothesis import strategies as some

from linli.insight.sheets.registry import overlap
from linli.insight.sheets.registry.overlap import Column

ELEMENTS = ["", "person.name", "person.id_number", "person.sex", "person.phone"]
LABELS = ["姓名", "身份证号", "性别", "联系电话", "备注", "是否参保"]
some_columns = some.lists(
    some.builds(
        Column, some.sampled_from(LABELS), some.sampled_from(LABELS), some.sampled_from(ELEMENTS)
    ),
    max_size=9,
)


def fields(*columns: tuple[str, str]) -> list[dict[str, object]]:
    return [{"key": "", "path": ["基本情况", words], "element": id_} for words, id_ in columns]


def test_nine_of_eleven() -> None:
    same = [
        "姓名",
        "性别",
        "身份证号码",
        "联系电话",
        "住址",
        "户籍地",
        "民族",
        "文化程度",
        "婚姻状况",
    ]
    asked = overlap.columns(fields(*[(words, "") for words in ["序号", *same, "血型", "爱好"]]))
    known = overlap.columns(
        fields(*[(f"{words} ：", "") for words in reversed(same)], ("学历", ""))
    )
    found = overlap.compare(asked, known)
    assert (len(found.common), found.asked, found.is_much) == (9, 11, True)
    assert [column.words for column in found.new] == ["血型", "爱好"]


def test_the_same_element_under_other_words_and_other_elements_under_the_same() -> None:
    asked = overlap.columns(fields(("手机", "person.phone"), ("姓名", "person.name")))
    known = overlap.columns(fields(("联系方式", "person.phone"), ("姓名", "person.guardian_name")))
    found = overlap.compare(asked, known)
    assert [(pair.asked.words, pair.known.words) for pair in found.common] == [("手机", "联系方式")]


def test_a_column_that_is_sure_keeps_its_partner() -> None:
    asked = overlap.columns(fields(("电话", ""), ("联系电话", "person.phone")))
    known = overlap.columns(fields(("电话", "person.phone")))
    found = overlap.compare(asked, known)
    assert [pair.asked.words for pair in found.common] == ["联系电话"]


@given(some_columns, some_columns)
def test_each_column_counts_once(asked, known) -> None:
    found = overlap.compare(asked, known)
    assert found.asked == len(asked)
    assert len(found.common) <= min(len(asked), len(known))
    assert all(pair.asked.same(pair.known) for pair in found.common)
    used = [id(pair.known) for pair in found.common]
    assert len(used) == len(set(used))
    assert not any(
        column.same(other) for column in found.new for other in known if id(other) not in used
    )


@given(some_columns)
def test_a_table_has_all_of_itself(columns) -> None:
    told = [column for column in columns if column.label or column.element]
    assert overlap.compare(told, told).new == ()
    assert overlap.compare(told, []).common == ()


@given(some_columns, some_columns, some.lists(some.just(Column("别的", "别的")), max_size=3))
def test_more_known_columns_never_mean_less_in_common(asked, known, more) -> None:
    fewer = overlap.compare(asked, known)
    assert len(overlap.compare(asked, [*known, *more]).common) >= len(fewer.common)
