"""What arrives joins what is there, as if all had been read together."""

from linli.insight.triage.topics import finding
from linli.insight.triage.topics.arriving import Reader
from linli.insight.triage.topics.messages import Message
from linli.insight.triage.topics.tests.test_finding import ALONE, KILN, LIFT, OTHER_LIFT, told

NEW = Message(
    key="new",
    title="丽景新城水泥厂粉尘太大",
    text="我是丽景新城小区的住户，水泥厂的粉尘和噪音什么时候能解决？",
    person="新来的",
)


def reader() -> Reader:
    return Reader(finding.study(told(KILN, LIFT, OTHER_LIFT, ALONE)))


def test_a_new_message_joins_its_topic_at_once():
    arrival = reader().add(NEW)
    assert {message.key for message in arrival.topic} == {"0", "1", "2", "3"}
    assert {alike.message.key for alike in arrival.alike} <= {"0", "1", "2", "3"}
    assert arrival.alike


def test_the_next_one_finds_what_arrived_before_it():
    at_work = reader()
    at_work.add(NEW)
    again = Message(key="again", title=NEW.title, text=NEW.text, person="另一位")
    assert "new" in {message.key for message in at_work.add(again).topic}


def test_two_that_arrive_make_a_new_topic():
    at_work = reader()
    words = "幸福桥下的垃圾堆了半个月没人清运，臭气熏天，苍蝇满天飞。"
    first = Message(key="a", title="幸福桥垃圾没人清运", text=words)
    second = Message(key="b", title="幸福桥下垃圾臭气熏天", text=f"请管一管，{words}")
    assert at_work.add(first).topic == []
    assert [message.key for message in at_work.add(second).topic] == ["a"]


def test_looking_remembers_nothing():
    at_work = reader()
    [best, *_] = at_work.look(NEW)
    assert best.message.key in {"0", "1", "2", "3"}
    assert at_work.look(NEW)[0] == best
    assert "new" not in {alike.message.key for alike in at_work.look(NEW)}


def test_strange_messages_look_like_nothing():
    at_work = reader()
    for text in ("", "好", "啊" * 100_000, "https://a.example/x"):
        assert at_work.add(Message(key=text[:3], text=text)).topic == []


def test_the_first_message_of_a_site_stands_alone():
    assert Reader(finding.study([])).add(NEW).topic == []
