"""What people write into cells."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.clock import SHANGHAI
from linli.shared.imports import cells
from linli.shared.imports.cells import CellProblem

NINE = dt.datetime(2019, 8, 23, 9, 5, 7, tzinfo=SHANGHAI)
NOON = dt.datetime(2019, 8, 23, 12, 23, tzinfo=SHANGHAI)
DAY = dt.datetime(2019, 8, 23, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019/8/23 9:05:07", NINE),
        ("2019-08-23 09:05:07", NINE),
        ("2019-08-23T09:05:07", NINE),
        ("2019.8.23 9:05:07", NINE),
        ("2019年8月23日 9时05分07秒", NINE),
        ("2019年8月23日9点5分7秒", NINE),
        ("2019/8/23 上午 9:05:07", NINE),
        ("2019/8/23 9:05:07 AM", NINE),
        ("２０１９/８/２３　９：０５：０７", NINE),
        ("20190823090507", NINE),
        (20190823090507, NINE),
        ("2019-08-23T01:05:07Z", NINE),
        ("2019-08-23T09:05:07+08:00", NINE),
        (["2019-08-23T09:05:07"], NINE),
        ("2019/8/23 星期五 9:05:07", NINE),
        ("2019/8/23 12:23", NOON),
        ("2019/8/23 下午 12:23:00", NOON),
        ("2019/8/23 12:23:00.000", NOON),
        ("201908231223", NOON),
        (43700.515972222, NOON),
        ("2019/8/23", DAY),
        ("2019年8月23日", DAY),
        ("20190823", DAY),
        (20190823, DAY),
        (43700, DAY),
        (["2019-08-23"], DAY),
        ("", None),
        (None, None),
        ("   ", None),
    ],
)
def test_moments(written: Any, meant: dt.datetime | None) -> None:
    assert cells.moment(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "昨天",
        "2019/13/45",
        "2019-02-29",
        "8/23/2019",
        "2019/8/23 25:00",
        "12:30",
        5,
        3.5,
        True,
        "#N/A",
    ],
)
def test_what_is_no_moment_is_told_with_an_example(written: Any) -> None:
    with pytest.raises(CellProblem) as caught:
        cells.moment(written)
    assert caught.value.args[0]


@given(st.integers(0, 4_000_000_000))
def test_every_second_survives_its_ways_of_writing(seconds: int) -> None:
    moment = cells.EXCEL_EPOCH.replace(year=1990) + dt.timedelta(seconds=seconds)
    meant = moment.replace(tzinfo=SHANGHAI)
    serial = (moment - cells.EXCEL_EPOCH) / dt.timedelta(days=1)
    for written in (
        f"{moment:%Y/%m/%d %H:%M:%S}",
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment:%Y年%m月%d日 %H时%M分%S秒}",
        f"{moment:%Y%m%d%H%M%S}",
        moment.isoformat(),
        [moment.isoformat()],
        serial,
    ):
        assert cells.moment(written) == meant


def test_text_keeps_what_can_be_seen() -> None:
    assert cells.text("  路灯\r\n不亮\x00\ud800😀 ") == "路灯\n不亮😀"
    assert cells.text("<script>alert(1)</script>") == "<script>alert(1)</script>"
    assert cells.text(13800138000) == "13800138000"
    assert cells.text(0.5) == "0.5"
    assert cells.text(None) == ""
    assert cells.text(["2019-08-23T09:05:07"]) == "2019-08-23 09:05:07"
    assert cells.line("一\n\t 二") == "一 二"


def test_identifiers_lose_what_excel_adds() -> None:
    assert cells.identifier("'１３８ 0013 8000") == "13800138000"
    assert cells.identifier(188006) == "188006"


def test_a_long_number_has_lost_its_end_already() -> None:
    with pytest.raises(CellProblem, match="末尾几位已经丢了"):
        cells.identifier(1.10101199003077e17)


def test_a_failed_formula_is_told() -> None:
    with pytest.raises(CellProblem, match="公式出错"):
        cells.text("#REF!")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((yes, True) for yes in ("是", "已解决", "√", 1, True, "有效")),
        *((no, False) for no in ("否", "未联系", "没有解决", 0, "不满意")),
        *((nothing, None) for nothing in ("", None)),
    ],
)
def test_yes_and_no(written: Any, meant: bool | None) -> None:
    assert cells.yes_or_no(written) is meant


def test_neither_yes_nor_no() -> None:
    with pytest.raises(CellProblem, match="“是”或“否”"):
        cells.yes_or_no("也许")


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_addresses(column: int, letters: str) -> None:
    assert cells.address(column, 12) == f"{letters}12"
    assert cells.column_of(f"{letters}12") == column
