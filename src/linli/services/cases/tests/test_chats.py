"""Messages copied out of a chat."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import clock
from linli.services.cases import chats
from linli.services.cases.chats import Message

# A Wednesday.
PASTED = clock.local(2026, 3, 11, 11, 0)


def at(day: int, hour: int, minute: int, month: int = 3, year: int = 2026) -> dt.datetime:
    return clock.local(year, month, day, hour, minute)


@pytest.mark.parametrize(
    ("opening", "moment"),
    [
        ("张三 10:32", at(11, 10, 32)),
        ("张三  10:32:05", at(11, 10, 32)),
        ("张三 11:30", at(10, 11, 30)),
        ("张三 昨天 10:32", at(10, 10, 32)),
        ("张三 昨天10:32", at(10, 10, 32)),
        ("张三 前天 下午2:05", at(9, 14, 5)),
        ("张三 星期一 08:00", at(9, 8, 0)),
        ("张三 周日 晚上 9:15", at(8, 21, 15)),
        ("张三 星期天 9:15", at(8, 9, 15)),
        ("张三 3月1日 10:32", at(1, 10, 32)),
        ("张三 12月30日 10:32", at(30, 10, 32, month=12, year=2025)),
        ("张三 2026/3/1 10:32:05", at(1, 10, 32)),
        ("张三 2025年3月1日 中午12:10", at(1, 12, 10, year=2025)),
        ("张三 凌晨12:05", at(11, 0, 5)),
        ("2026-03-11 10:32:05 张三", at(11, 10, 32)),
        ("张三 25:70", None),
        ("张三 2026-02-30 10:32", None),
    ],
)
def test_an_opening_line_names_speaker_and_time(opening: str, moment: dt.datetime | None) -> None:
    assert chats.parse(f"{opening}\n路灯坏了", at=PASTED) == [Message("张三", moment, "路灯坏了")]


def test_several_messages_keep_their_order_and_lines() -> None:
    copied = "张三 10:32\n路灯坏了\n三天了\n\n李四 10:33\n[图片]\n\n张三 10:35\r\n老人不敢出门\r\n"
    assert chats.parse(copied, at=PASTED) == [
        Message("张三", at(11, 10, 32), "路灯坏了\n三天了"),
        Message("李四", at(11, 10, 33), "[图片]"),
        Message("张三", at(11, 10, 35), "老人不敢出门"),
    ]


@pytest.mark.parametrize("colon", [":", "："])
def test_a_copy_without_times(colon: str) -> None:
    copied = f"张三{colon}\n路灯坏了\n\n李四{colon}\n是的"
    assert chats.parse(copied, at=PASTED) == [
        Message("张三", None, "路灯坏了"),
        Message("李四", None, "是的"),
    ]


@pytest.mark.parametrize(
    "copied",
    [
        "路灯坏了三天",
        "每天晚上 22:30\n都有人跳广场舞",
        "停水时间\n昨天 10:30 到现在",
        "地址：3号楼2单元\n问题：路灯坏了",
        "急急急：",
    ],
)
def test_a_text_without_a_speaker_is_one_message(copied: str) -> None:
    assert chats.parse(copied, at=PASTED) == [Message("", None, copied)]


def test_words_before_the_first_name_are_kept() -> None:
    assert chats.parse("群里转来的\n张三 10:32\n路灯坏了", at=PASTED) == [
        Message("", None, "群里转来的"),
        Message("张三", at(11, 10, 32), "路灯坏了"),
    ]


def test_one_speaker_makes_a_plain_story() -> None:
    messages = chats.parse("张三 10:32\n路灯坏了\n\n张三 10:33\n[图片]\n快来修", at=PASTED)
    assert chats.story(messages) == chats.Story("路灯坏了\n快来修", "张三", at(11, 10, 32), 1)


def test_with_several_speakers_each_line_says_who() -> None:
    messages = chats.parse("张三 10:32\n路灯坏了\n李四 10:33\n我们楼也是", at=PASTED)
    assert chats.story(messages).text == "张三：路灯坏了\n李四：我们楼也是"


def test_nothing_pasted_is_an_empty_story() -> None:
    assert chats.story(chats.parse(" \n ", at=PASTED)) == chats.Story("", "", None, 0)


names = st.sampled_from(["张三", "李四", "3-2-501王秀英", "A幸福里 小赵", "👵阿婆"])
words = st.text(
    st.characters(blacklist_characters=":：\n\r", blacklist_categories=("Cs", "Cc", "Z")),
    min_size=1,
    max_size=30,
)
moments = st.integers(0, 60 * 24 * 300).map(lambda minutes: PASTED - dt.timedelta(minutes=minutes))
messages = st.lists(st.tuples(names, moments, words), min_size=1, max_size=6)


@given(messages)
def test_what_was_said_is_read_back(said: list[tuple[str, dt.datetime, str]]) -> None:
    copied = "\n\n".join(
        f"{name} {moment.astimezone(clock.SHANGHAI):%Y/%m/%d %H:%M}\n{text}"
        for name, moment, text in said
    )
    assert chats.parse(copied, at=PASTED) == [Message(*message) for message in said]


@given(st.text(max_size=400))
def test_no_text_is_lost_and_none_breaks_it(copied: str) -> None:
    found = chats.parse(copied, at=PASTED)
    if not any(message.speaker for message in found):
        kept = "\n".join(message.text for message in found)
        assert kept.split() == copied.split()
    assert all(message.text for message in found)
