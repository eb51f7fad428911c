"""Days in what somebody tells, seen from a Wednesday."""

import datetime as dt

import pytest

from linli.insight.triage.mentions.days import days

ON = dt.date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("昨晚楼上又漏水", "昨晚", dt.date(2026, 3, 10)),
        ("今天早上电梯坏了", "今天", ON),
        ("大前天停的电", "大前天", dt.date(2026, 3, 8)),
        ("三天前就报修了", "三天前", dt.date(2026, 3, 8)),
        ("10天以前交的钱", "10天以前", dt.date(2026, 3, 1)),
        ("上周五来过人", "上周五", dt.date(2026, 3, 6)),
        ("星期一开始没水", "星期一", dt.date(2026, 3, 9)),
        ("周五开始没水", "周五", dt.date(2026, 3, 6)),
        ("3月5日下午", "3月5日", dt.date(2026, 3, 5)),
        ("12月31号买的", "12月31号", dt.date(2025, 12, 31)),
        ("2025年8月1日签的合同", "2025年8月1日", dt.date(2025, 8, 1)),
        ("2026-03-02 报修", "2026-03-02", dt.date(2026, 3, 2)),
    ],
)
def test_a_day_is_found(text: str, words: str, day: dt.date) -> None:
    assert days(text, ON) == [(words, day)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天来修吗",
        "2月30日",
        "13月1日",
        "2027年1月1日",
        "去年",
        "3月底",
        "每周都来",
        "13800138000",
    ],
)
def test_what_is_no_day_of_the_past_is_none(text: str) -> None:
    assert days(text, ON) == []


def test_each_day_once_and_few() -> None:
    assert days("昨天、昨晚、3月10日", ON) == [("昨天", dt.date(2026, 3, 10))]
    assert len(days("1月1日" + "1月2日1月3日1月4日1月5日" * 10_000, ON)) == 3
