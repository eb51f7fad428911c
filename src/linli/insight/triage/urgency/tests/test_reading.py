import re

import pytest

from linli.insight.triage.urgency.reading import LOOK, NOW, kinds, signs

PRESSING = [
    ("self_harm", "欠薪半年，我真的活不下去了，明天就到楼顶跳楼"),
    ("self_harm", "孩子留了一封遗书就出门了"),
    ("self_harm", "再没有说法，我就死在你们门口"),
    ("self_harm", "活着 真 没意思 想 一死了之"),
    ("threat", "他扬言今晚要把我们全家都砍死"),
    ("threat", "不解决就同归于尽，说到做到"),
    ("threat", "邻居拿着汽油说要把店烧了"),
    ("danger", "3号楼前井盖丢了两天，晚上有老人差点踩空"),
    ("danger", "外墙瓷砖昨天又掉下来一大片，砸到了车"),
    ("danger", "单元门口的电线掉在水里，孩子走过会触电"),
    ("danger", "山体滑坡，后面的房子快要被埋"),
    ("gas", "楼道里煤气味很大，怕是漏气了"),
    ("gas", "天然气管道被挖断，正在泄漏"),
    ("fire", "5楼厨房起火，浓烟很大"),
    ("fire", "有人把电动车推进楼道充电"),
    ("lift", "老人被困在电梯里二十分钟了"),
    ("lift", "电梯从12层突然下坠，业主吓坏了"),
    ("minors", "幼儿园老师用针扎孩子，孩子被打得一身伤"),
    ("minors", "隔壁女孩常被继父猥亵"),
    ("minors", "学校里几个大孩子长期欺凌一名学生，天天扇耳光"),
    ("domestic_violence", "丈夫喝了酒就动手打我，昨天又掐我脖子"),
    ("domestic_violence", "儿子长期殴打老人，不给饭吃"),
    ("domestic_violence", "楼上天天家暴，女的哭喊救命"),
    ("violence", "一伙人持刀闯进店里打伤了两个人"),
    ("missing", "我母亲有老年痴呆，中午走失了"),
    ("missing", "低保停了三个月，家里已经没米吃"),
    ("health", "学校食堂吃完，二十多个孩子食物中毒"),
    ("health", "流浪狗咬了小区两个人"),
    ("gas", "送液化气的人一边搬气瓶一边抽烟"),
    ("lift", "物业为了催费关停电梯，老人天天爬楼"),
    ("violence", "过年在路口就有两个女生被抢"),
    ("minors", "学生受不了责骂要跳窗轻生"),
    ("danger", "电线杆倾斜得厉害，快倒了"),
]
WORTH_A_LOOK = [
    ("fire", "消防通道被私家车占了，灭火器都过期了"),
    ("group", "三百户业主准备集体上访"),
    ("supply", "小区停水两天了，没有人通知"),
    ("supply", "暖气一直不热，屋里十二度"),
    ("danger", "老楼开裂，大家都说是危房"),
    ("lift", "电梯年检过期三个月了"),
    ("violence", "小区里有传销窝点"),
]
CALM = [
    "请问办理居住证需要哪些材料",
    "希望社区多办几场老年人手机课",
    "小区停车费一年涨了三次，业主有意见",
    "广场舞音乐声音太大，影响孩子写作业",
    "商场跳楼价清仓，天天放喇叭",
    "教学质量滑坡，建议换老师",
    "多次拨打人工服务没有人接",
    "只许州官放火，不许百姓点灯",
    "",
    "?",
    "The lift is fine",
    "小区卫生一塌糊涂",
    "早市上买鸡，老板当面杀了，回家炖汤不香",
    "谢谢网格员小李帮我们修好了路灯",
]


@pytest.mark.parametrize(("code", "text"), PRESSING)
def test_what_must_not_wait_is_seen(code: str, text: str) -> None:
    sign = next(sign for sign in signs(text) if sign.code == code)
    assert sign.level == NOW
    assert sign.words[0] in text.replace(" ", "")
    assert sign.duty


@pytest.mark.parametrize(("code", "text"), WORTH_A_LOOK)
def test_what_is_worth_a_look_is_seen(code: str, text: str) -> None:
    assert next(sign for sign in signs(text) if sign.code == code).level == LOOK


@pytest.mark.parametrize("text", CALM)
def test_calm_messages_stay_calm(text: str) -> None:
    assert signs(text) == []


@pytest.mark.parametrize(
    ("feared", "reported"),
    [
        ("请组织演练，防止火灾", "昨晚发生火灾，又要防止复燃"),
        ("楼道没有起火，只是油烟", "楼道起火了"),
        ("万一电梯坠落怎么办", "电梯坠落"),
    ],
)
def test_what_is_feared_or_denied_is_still_shown(feared: str, reported: str) -> None:
    assert {sign.level for sign in signs(feared)} == {LOOK}
    assert NOW in {sign.level for sign in signs(reported)}


def test_the_most_pressing_comes_first() -> None:
    found = signs("小区停水两天，业主要集体上访，一位老人被困在电梯里")
    assert [sign.level for sign in found] == sorted((s.level for s in found), reverse=True)
    assert found[0].level == NOW


def test_each_kind_has_words_and_a_duty() -> None:
    table, softened = kinds()
    assert len({kind.code for kind in table}) == len(table) > 10
    assert softened
    for kind in table:
        assert kind.label
        assert kind.duty.endswith("。")
        assert not re.search(kind.now.pattern + "|" + kind.look.pattern, "")


def test_an_endless_text_is_read_at_once() -> None:
    assert signs("电梯" * 50_000) == []
    assert signs("困" * 100_000) == []
