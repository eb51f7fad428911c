"""Who tells it, in their own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.triage.mentions.tellers import teller


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("我叫王秀英，电话154 0000 0001，楼道灯坏了", "王秀英", "15400000001"),
        ("我是3号楼的李强，水管漏了", "李强", ""),
        ("水管漏了。联系人：赵云 15400000002", "赵云", "15400000002"),
        ("本人陈静住在2单元，打15400000003找我", "陈静", "15400000003"),
        ("物业经理电话15400000004打不通，我的电话15400000005", "", "15400000005"),
        ("楼上15400000006的车挡路", "", ""),
    ],
)
def test_whoever_says_so_is_found(text: str, name: str, number: str) -> None:
    assert teller(text) == (name, number)


@pytest.mark.parametrize(
    "text",
    [
        "王秀英家的狗天天叫",
        "本人于去年买的房",
        "我是这里的高中生，晚上吵得睡不着",
        "我叫了三次物业",
        "张主任说下周来",
        "订单号215400000001",
        "",
    ],
)
def test_nobody_else_is_taken_for_them(text: str) -> None:
    assert teller(text) == ("", "")


@given(st.text(alphabet="我叫本人是的王李于0123456789 ，。电话-", max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    name, number = teller(text)
    assert name in text
    assert number == "" or len(number) == 11
