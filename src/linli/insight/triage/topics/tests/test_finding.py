"""One matter in many words is one topic; the same complaint of two estates is two."""

import datetime as dt
import itertools
import json

import pytest

from linli.config import triage
from linli.insight.triage.topics import finding, heat, messages, titles
from linli.insight.triage.topics.messages import Message

KILN = [
    (
        "丽景新城旁边的水泥厂半夜噪音扰民",
        "我是丽景新城小区的业主，旁边水泥厂半夜机器轰鸣，粉尘很大。",
    ),
    ("投诉水泥厂粉尘", "丽景新城小区百米内建了水泥厂，噪音大，粉尘飘到阳台，老人孩子咳嗽。"),
    ("丽景新城小区水泥厂污染严重", "水泥厂机器日夜不停，噪音和粉尘让人没法开窗。"),
    ("水泥厂什么时候搬走", "住在丽景新城，窗户上全是水泥厂的粉尘，晚上噪音吵得睡不着。"),
]
LIFT = [
    ("丽景新城小区3栋电梯又坏了", "丽景新城小区3栋电梯困人两次，维保单位一直没有来修。"),
    ("电梯困人", "丽景新城小区电梯上周困人，维保单位拖着不修，老人下不了楼。"),
    ("丽景新城小区电梯维保不到位", "电梯困人后只贴了张纸，维保单位没有来修。"),
]
OTHER_LIFT = [
    ("望江花园小区电梯又坏了", "望江花园小区电梯困人两次，维保单位一直没有来修。"),
    ("望江花园小区电梯困人", "望江花园小区电梯上周困人，维保单位拖着不修，老人下不了楼。"),
    ("望江花园小区电梯维保不到位", "电梯困人后只贴了张纸，维保单位没有来修。"),
]
LINES = [
    "社保卡丢了，请问补办要带什么材料，几天能拿到？",
    "希望图书馆周末晚上开到九点，方便上班的人借书。",
    "建设南街连着五盏路灯不亮，晚上走路害怕。",
    "早高峰去火车站的公交要等半小时，能不能加几班？",
    "学校后门总有流浪狗追孩子，请派人来看看。",
    "居住证到期怎么续签，可以在网上申请吗？",
    "青年路菜场收摊后污水横流，夏天味道大。",
    "母亲八十岁，高龄津贴这两个月没有到账。",
    "滨河步道的栏杆松了，小朋友喜欢趴在上面。",
    "想给孩子报公办幼儿园，户口在外地行不行？",
    "共享单车把盲道占满了，推轮椅过不去。",
    "体育馆羽毛球场预约系统一打开就闪退。",
    "隔壁工地的塔吊越过我们阳台，看着吓人。",
    "办营业执照跑了三趟，每次说缺的都不一样。",
    "快递柜放在消防门口，搬家时卡住了。",
    "医保异地备案成功了，出院还是不能直接结算。",
    "学府路梧桐飞絮太厉害，过敏的人出不了门。",
    "老年大学书法班名额太少，能不能再开一个？",
    "残疾证换新证照片要求多大尺寸？",
    "东风巷口修水管，围挡三个月没人动工。",
    "请问退役军人优待证在哪个窗口领？",
    "广场舞音响到十点半还在放，孩子要高考。",
    "桥下面有人钓鱼甩钩，差点挂到路人。",
    "去年交的取暖费多收了，退款说好一直没退。",
]
ALONE = [("", line) for line in LINES]
NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def told(*lists: list[tuple[str, str]]) -> list[Message]:
    everything = list(itertools.chain(*lists))
    return [
        Message(
            key=str(at),
            title=title,
            text=text,
            person=f"居民{at}",
            at=NEW_YEAR + dt.timedelta(days=at),
        )
        for at, (title, text) in enumerate(everything)
    ]


def found(topics: list[finding.Topic]) -> list[set[str]]:
    return sorted(({one.key for one in topic.messages} for topic in topics), key=min)


def test_one_matter_at_one_place_is_one_topic_and_other_matters_stay_apart():
    topics = finding.find(told(KILN, LIFT, OTHER_LIFT, ALONE))
    assert found(topics) == [{"0", "1", "2", "3"}, {"4", "5", "6"}, {"7", "8", "9"}]
    kiln = next(topic for topic in topics if len(topic.messages) == 4)
    assert kiln.place.startswith("丽景新城")
    assert "水泥厂" in kiln.title
    assert (kiln.people, kiln.first, kiln.last) == (4, NEW_YEAR, NEW_YEAR + dt.timedelta(days=3))


def test_the_order_of_messages_changes_nothing():
    everything = told(KILN, LIFT, OTHER_LIFT, ALONE)
    assert found(finding.find(everything[::-1])) == found(finding.find(everything))


def test_the_same_words_for_two_estates_stay_two_topics():
    words = "小区楼下的烧烤店没有烟道，油烟直接往楼上飘，窗户都不敢开，请政府管一管。"
    copies = [
        (f"{estate}小区楼下烧烤店油烟扰民", f"{estate}{words}")
        for estate in ("丽景新城", "望江花园")
        for _ in range(3)
    ]
    assert found(finding.find(told(copies, ALONE))) == [{"0", "1", "2"}, {"3", "4", "5"}]


@pytest.mark.parametrize(
    "text",
    ["", "好", "啊" * 100_000, "Please help, the lift is broken.", "https://a.example/x", "🙂"],
)
def test_strange_messages_join_nothing_and_break_nothing(text):
    strange = Message(key="strange", text=text, title=text[:20])
    for topic in finding.find([strange, *told(KILN, ALONE)]):
        assert strange not in topic.messages
    assert finding.find([strange]) == []


def test_a_title_takes_no_longer_where_no_sentence_ends():
    # Took minutes once: each comma began a search to the end.
    endless = Message(key="1", text="，" * 100_000 + "路灯")
    assert len(titles.line(endless)) == titles.LONGEST


def test_nothing_to_read_is_no_topic():
    assert finding.find([]) == []


def test_many_people_are_hotter_than_one_who_writes_often():
    size = {"support": 0, "moments": [NEW_YEAR], "messages": 6, "at": NEW_YEAR}
    assert heat.heat(people=6, **size) > heat.heat(people=1, **size)


def test_heat_cools_by_half_in_its_half_life():
    size = {"people": 3, "support": 0, "messages": 3, "moments": [NEW_YEAR]}
    formula = heat.Formula(rising=0)
    now = heat.heat(**size, at=NEW_YEAR, formula=formula)
    later = heat.heat(**size, at=NEW_YEAR + dt.timedelta(days=180), formula=formula)
    assert later == pytest.approx(now / 2, abs=0.01)


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ([1, 2, 3], heat.Trend.NEW),
        ([1, 2, 3, 40], heat.Trend.RISING),
        ([1, 40], heat.Trend.STEADY),
        ([1, 40, 41, 42], heat.Trend.FALLING),
        ([40], heat.Trend.FALLING),
        ([90], heat.Trend.QUIET),
    ],
)
def test_the_trend_compares_this_month_with_the_last(ages, expected):
    moments = [NEW_YEAR - dt.timedelta(days=age) for age in ages]
    assert heat.trend(moments, NEW_YEAR) == expected


def test_columns_are_found_by_their_chinese_and_by_plain_names():
    row = {
        "留言编号": "7",
        "留言主题": "路灯",
        "留言详情": "不亮",
        "留言时间": "2019/2/28 11:25:05",
    }
    [chinese] = messages.from_rows([{**row, "点赞数": "3", "反对数": "1"}])
    [plain] = messages.from_rows(
        [{"id": "7", "title": "路灯", "text": "不亮", "time": "2019-02-28T11:25:05", "likes": "4"}]
    )
    assert chinese == plain
    assert (chinese.at, chinese.support) == (dt.datetime(2019, 2, 28, 3, 25, 5, tzinfo=dt.UTC), 4)


def test_the_command_prints_topics_as_json(tmp_path, capsys):
    table = tmp_path / "messages.csv"
    lines = [f"{one.key},{one.person},{one.title},{one.text}" for one in told(KILN, ALONE)]
    table.write_text("\n".join(["id,user,title,text", *lines]), encoding="utf-8")
    assert triage.run(["topics", str(table), "--json"]) == 0
    [topic] = json.loads(capsys.readouterr().out)["topics"]
    assert topic["message_ids"] == ["0", "1", "2", "3"]
    assert set(topic) >= {"title", "place", "from", "to", "heat"}


def test_a_table_without_text_is_refused_in_words(tmp_path, capsys):
    table = tmp_path / "numbers.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    assert triage.run(["topics", str(table)]) == 1
    assert "没有找到写着内容的列" in capsys.readouterr().err
