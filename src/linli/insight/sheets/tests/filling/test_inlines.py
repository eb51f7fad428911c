"""Values behind labels and over blanks."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.sheets.filling import values
from linli.insight.sheets.filling.inlines import Edit, apply, edits
from linli.insight.sheets.filling.plan import Value

DAY = datetime.date(2025, 6, 3)


@pytest.mark.parametrize(
    ("text", "label", "value", "filled"),
    [
        ("填报单位：", "填报单位：", "平安社区", "填报单位：平安社区"),
        ("填报单位", "填报单位", "平安社区", "填报单位平安社区"),
        ("单位（盖章）：____", "单位（盖章）", "平安社区", "单位（盖章）：平安社区"),
        ("填 报 人：", "填报人：", "王一", "填 报 人：王一"),
        ("甲：      乙：", "甲：", "王一", "甲：王一  乙："),
        ("甲：      乙：", "乙：", "王一", "甲：      乙：王一"),
        ("甲：______ 乙：____", "甲：", "王一", "甲：王一   乙：____"),
        ("共____户____人", "共", 12, "共12户____人"),
        ("______社区（村）", "社区（村）", "平安", "平安社区（村）"),
        ("    年  月  日", "", DAY, "2025年6月3日"),
        ("填报日期：    年  月  日", "填报日期：", DAY, "填报日期：2025年6月3日"),
        ("填报日期：    年  月  日", "填报日期：    年  月  日", DAY, "填报日期：2025年6月3日"),
        ("截至____年__月", "截至", DAY, "截至2025年6月"),
        ("20__年__月__日", "", DAY, "2025年6月3日"),
        ("帮扶年月：", "帮扶年月：", DAY, "帮扶年月：2025年6月3日"),
        ("签字：年月日", "签字：", DAY, "签字：2025年6月3日"),
        ("负责人：年    月    日\n（盖章）", "", DAY, "负责人：2025年6月3日\n（盖章）"),
        ("填报日期：", "填报日期：", DAY, "填报日期：2025年6月3日"),
        ("性别：□男 □女", "性别", "女", "性别：□男 ☑女"),
        ("□是  □否", "", "是", "☑是  □否"),
        ("电话：\n地址：", "电话：", "13800000000", "电话：13800000000\n地址："),
        ("没有这个词：", "别的", "值", "没有这个词：值"),
        ("不动：", "不动", None, "不动："),
    ],
)
def test_writes_where_a_person_would(text: str, label: str, value: Value, filled: str) -> None:
    assert apply([text], edits(text, label, value)) == [filled]


@given(
    cuts=st.lists(st.text("甲乙：_ ", min_size=0, max_size=6), min_size=1, max_size=5),
    data=st.data(),
)
def test_runs_give_the_text_that_one_piece_gives(cuts: list[str], data: st.DataObject) -> None:
    whole = "".join(cuts)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    change = Edit(start, end, "值")
    pieces = apply(cuts, [change])
    assert len(pieces) == len(cuts)
    assert "".join(pieces) == whole[:start] + "值" + whole[end:]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("1985.03", "2025.06"),
        ("1985.3", "2025.6"),
        ("1985-03-12", "2025-06-03"),
        ("1985/3/2", "2025/6/3"),
        ("19850312", "20250603"),
        ("198503", "202506"),
        ("1985年3月2日", "2025年6月3日"),
        ("1985年3月", "2025年6月"),
        ("出生日期（yyyy-mm-dd）", "2025-06-03"),
        ("格式：YYYYMM", "202506"),
        ("出生年月", "2025-06"),
        ("出生年月日", ""),
        ("身份证号", ""),
        ("110101198503120038", ""),
    ],
)
def test_dates_are_written_as_the_form_writes_them(said: str, written: str) -> None:
    pattern = values.pattern_of(said)
    assert values.say_date(DAY, pattern) == written


def test_days_are_counted_as_spreadsheets_count_them() -> None:
    assert values.serial_number(datetime.date(1900, 1, 1), from_1904=False) == 1
    assert values.serial_number(datetime.date(1900, 3, 1), from_1904=False) == 61
    assert values.serial_number(DAY, from_1904=False) == 45811
    assert values.serial_number(DAY, from_1904=True) == 45811 - 1462
    assert values.serial_number(datetime.date(1890, 1, 1), from_1904=False) is None
