"""Finding the header and the columns."""

from typing import Any

from linli.shared.imports import columns
from linli.shared.imports.reading.reader import Row
from linli.shared.imports.targets import Field

FIELDS = (
    Field("number", "外部单号", "留言编号 单号 编号"),
    Field("at", "来件时间", "留言时间 时间"),
    Field("name", "诉求人", "姓名"),
    Field("phone", "电话", "联系电话"),
    Field("replied", "答复时间", "办结时间"),
)


def rows(*given: list[Any]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(given, start=1)]


def test_the_header_stands_below_titles_and_notes() -> None:
    table = rows(
        ["某某社区2026年3月诉求台账"],
        ["填报单位：幸福里", None, "填报时间：2026-03-31"],
        ["序号", "编号", "时间（必填）", "姓名*", "联系电话："],
        [1, "A-1", "2026-03-01", "王秀英", "13800138000"],
    )
    header = columns.find_header(table, [], FIELDS)
    assert header == 3
    names = columns.labels(table, header)
    assert columns.guess(names, FIELDS) == {"number": 1, "at": 2, "name": 3, "phone": 4}


def test_a_header_in_two_lines() -> None:
    table = rows(
        ["台账", None, None, None, None],
        ["编号", "诉求人", None, "办理", None],
        [None, "姓名", "电话", "单位", "时间"],
        ["A-1", "王秀英", "138", "物业", "2026-03-01"],
    )
    merges = [[[0, 0], [0, 4]], [[1, 0], [2, 0]], [[1, 1], [1, 2]], [[1, 3], [1, 4]]]
    header = columns.find_header(table, merges, FIELDS)
    assert header == 3
    names = columns.labels(table, header, merges)
    assert names == ["编号", "诉求人 姓名", "诉求人 电话", "办理 单位", "办理 时间"]
    assert columns.guess(names, FIELDS) == {"number": 0, "name": 1, "phone": 2, "at": 4}


def test_a_title_over_the_whole_table_names_no_column() -> None:
    table = rows(["台账", None], ["编号", "时间"], ["1", "2"])
    assert columns.labels(table, 2, [[[0, 0], [0, 1]]]) == ["编号", "时间"]


def test_without_any_known_name_the_first_full_row_is_taken() -> None:
    table = rows(["只有标题"], ["甲", "乙"], ["1", "2"])
    assert columns.find_header(table, [], FIELDS) == 2
    assert columns.guess(["甲", "乙"], FIELDS) == {}


def test_the_most_telling_name_wins_wherever_it_stands() -> None:
    assert columns.guess(["时间", "留言时间", "编号"], FIELDS) == {"at": 1, "number": 2}


def test_no_column_is_taken_twice() -> None:
    fields = (Field("a", "甲", "共用"), Field("b", "乙", "共用"))
    assert columns.guess(["共用"], fields) == {"a": 0}


def test_what_a_person_chose_is_remembered_by_name_not_by_place() -> None:
    names = ["登记日", "单子", "人"]
    memory = columns.as_memory(names, {"at": 0, "number": 1, "name": 2})
    assert columns.guess(["人", "空", "单子", "登记日"], FIELDS, memory) == {
        "number": 2,
        "at": 3,
        "name": 0,
    }


def test_the_column_that_we_added_changes_no_signature() -> None:
    names = ["编号", "时间 "]
    assert columns.signature(names) == columns.signature(["编号（必填）", "时间", columns.TO_MEND])
    assert columns.signature(names) != columns.signature(["时间", "编号"])
