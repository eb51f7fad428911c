"""For which day a table is to be true."""

import datetime as dt

import pytest

from linli.insight.sheets.meaning import as_of

TODAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("填报单位（盖章）：    截至2026年10月31日", dt.date(2026, 10, 31)),
        ("（截止 2026 年 9 月底）", dt.date(2026, 9, 30)),
        ("截止日期：2026-06-30", dt.date(2026, 6, 30)),
        ("截至６月３０日", dt.date(2026, 6, 30)),
        ("截至12月31日", dt.date(2026, 12, 31)),
        ("截至2024年2月", dt.date(2024, 2, 29)),
    ],
)
def test_a_table_says_for_which_day(text, day):
    assert as_of.stated(text, today=TODAY) == day


def test_a_day_long_ahead_was_last_years():
    assert as_of.stated("截至12月31日", today=dt.date(2026, 3, 2)) == dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["2026年10月31日", "截至上月", "截至13月40日", "截至2月30日", "截至3月1日，截至4月1日", ""],
)
def test_what_names_no_one_day_names_none(text):
    assert as_of.stated(text, today=TODAY) is None
