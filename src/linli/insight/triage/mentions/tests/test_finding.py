import pytest

from linli.insight.triage.mentions.finding import mentions


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我住在幸福花园3栋2单元501室，楼上漏水", "幸福花园3栋2单元501室"),
        ("反映人民路18号门口的井盖丢了", "人民路18号"),
        ("建设路和青年大道的路口没有红绿灯", "青年大道"),
        ("请问A3区梅溪湖街道什么时候通气", "A3区梅溪湖街道"),
        ("3号楼的电梯坏了", "3号楼"),
        ("投诉 A5 区 香江水岸 小区 物业 乱 收费", "A5区香江水岸小区"),
    ],
)
def test_a_place_is_found_as_it_is_written(text: str, place: str) -> None:
    assert place in mentions(text).places


def test_who_when_and_how_much_are_found() -> None:
    found = mentions("2024年3月5日，宏达装饰有限公司欠我工资12000元，昨天去阳光小学门口找人")
    assert found.organisations == ["宏达装饰有限公司", "阳光小学"]
    assert found.dates == ["2024年3月5日", "昨天"]
    assert found.amounts == ["12000元"]


@pytest.mark.parametrize(
    "text",
    ["", "。", "道路不平，走路不方便，没有出路", "这个小区的物业不好", "Hello", "https://a.org/路"],
)
def test_where_no_name_is_none_is_made_up(text: str) -> None:
    found = mentions(text)
    assert found.places == []
    assert found.organisations == []


def test_an_endless_text_is_read() -> None:
    assert mentions("路" * 100_000).places == []
    assert len(mentions("人民路1号，" * 20_000).places) == 1
    # Took minutes once: each digit began a search to the end.
    assert mentions("1" * 100_000).amounts == []
    assert mentions("1," * 50_000).amounts == []
