import datetime as dt

import chinese_calendar
import pytest

from linli.kernel.tests import notices
from linli.kernel.workdays import WorkCalendar
from linli.shared.work.state_notice import read_rows, read_text

NOTICE_2026 = """
国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作，遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过节日假期。
国务院办公厅
2025年11月4日
"""


def test_the_sentences_of_a_notice_give_its_days():
    reading = read_text(NOTICE_2026, 2026)
    assert reading.problems == ()
    read = {row.day: row.is_workday for row in reading.days}
    entered = WorkCalendar(overrides=read, official_years={2026})
    year = [day for day in notices.ALL_DAYS if day.year == 2026]
    assert [day for day in year if entered.is_workday(day) != notices.works(day)] == []
    # …and the same without the library's own days of that year.
    weekends = {day: read.get(day, day.weekday() < 5) for day in year}
    assert [day for day in year if weekends[day] != chinese_calendar.is_workday(day)] == []


def test_each_day_carries_the_name_of_its_holiday():
    names = {row.day: row.note for row in read_text(NOTICE_2026, 2026).days}
    assert names[dt.date(2026, 2, 14)] == "春节"
    assert names[dt.date(2026, 10, 7)] == "国庆节"


TABLE = """日期,上班,说明
2027-01-01,休,元旦
2027/1/2	0	元旦
2027年1月3日 放假
2027-01-09,班
"""


def lacking(reading):
    return {problem.where for problem in reading.problems}


def test_a_pasted_table_is_read_line_by_line():
    reading = read_text(TABLE, 2027)
    assert [(row.day.day, row.is_workday, row.note) for row in reading.days] == [
        (1, False, "元旦"),
        (2, False, "元旦"),
        (3, False, ""),
        (9, True, ""),
    ]


def test_a_notice_that_is_not_whole_says_what_it_lacks():
    assert lacking(read_text(TABLE, 2027)) == {
        "春节",
        "清明节",
        "劳动节",
        "端午节",
        "中秋节",
        "国庆节",
    }


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("2027-01-01,随便", "第 1 行", "休"),
        ("说明\n2027-02-30,休", "第 2 行", "没有"),
        ("2026-01-04,班", "2026-01-04", "不在 2027 年内"),
        ("2027-01-04,班", "2027-01-04", "周一到周五"),
        ("2027-01-02,班\n2027-01-02,休", "2027-01-02", "又休又班"),
        ("1月32日放假。", "正文", "没有"),
        ("1月5日至3日放假。", "正文", "先后"),
    ],
)
def test_problems_are_told_with_their_place(text, where, says):
    (problem,) = read_text(text, 2027).problems
    assert problem.where == where
    assert says in problem.text


def test_a_notice_may_reach_into_the_december_before():
    text = "元旦：2022年12月31日至2023年1月2日放假调休，共3天。"
    days = read_text(text, 2023).days
    assert [row.day for row in days] == [
        dt.date(2022, 12, 31),
        dt.date(2023, 1, 1),
        dt.date(2023, 1, 2),
    ]
    short = read_text("元旦：2022年12月31日至1月2日放假调休，共3天。", 2023)
    assert short.days == days


def test_rows_of_a_sheet():
    rows = [
        ["国务院节假日安排", None, None],
        ["日期", "是否上班", "说明"],
        [dt.date(2027, 1, 1), 0.0, "元旦"],
        [None, None, None],
        ["2027-01-09", True, None],
        ["一月十号", "班", ""],
    ]
    reading = read_rows(rows, 2027)
    assert [(row.day.day, row.is_workday) for row in reading.days] == [(1, False), (9, True)]
    (problem,) = reading.problems
    assert (problem.where, "一月十号" in problem.text) == ("A6", True)
