"""Each request is sorted once, whatever fails and however many processes sort."""

import threading
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from linli.insight.triage.topics import sorting
from linli.insight.triage.topics.models import Member, Topic
from linli.insight.triage.topics.sorting import Finder
from linli.services.cases.tests import factories

AT = factories.MORNING
BRIDGE = (
    "幸福桥下的垃圾堆了半个月没人清运，臭气熏天，苍蝇满天飞。",
    "请管一管，幸福桥下的垃圾堆了半个月没人清运，臭气熏天，苍蝇满天飞。",
    "幸福桥下垃圾没人清运，堆了半个月了，臭气熏天。",
)
ALLOWANCE = "请问高龄津贴什么时候发，母亲八十岁了还没有收到。"
# Somewhere else: from these it is learned which words say much.
OTHERS = (
    "楼道里堆了好多纸箱，消防通道都堵了，请来看看。",
    "小广场晚上跳舞的音响声音太大，孩子没法写作业。",
    "门口的共享单车乱停，推婴儿车过不去。",
    "停车费一年涨了三次，业主都不知道。",
)


@pytest.fixture
def home():
    made = factories.make_community("甲社区")
    tell(made, *OTHERS)
    return made


def tell(home, *texts):
    return [
        factories.make_case(home, text=text, phone=f"138{number:04d}{len(text):04d}")
        for number, text in enumerate(texts)
    ]


def topics():
    """The requests of each topic."""
    return [
        set(topic.members.values_list("case_id", flat=True))
        for topic in Topic.objects.order_by("pk")
    ]


def started():
    """A process that has read what there is."""
    finder = Finder()
    sorting.follow(at=AT, finder=finder)
    return finder


@contextmanager
def broken_for(table):
    """A database that takes nothing into a table."""

    def refuse(execute, sql, parameters, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise OperationalError("disk full")
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db
def test_what_failed_to_join_is_met_again(home):
    finder = started()
    [first] = tell(home, BRIDGE[0])
    sorting.follow(at=AT, finder=finder)
    [second] = tell(home, BRIDGE[1])
    with broken_for("topics_member"), pytest.raises(OperationalError):
        sorting.follow(at=AT, finder=finder)
    assert topics() == []
    assert sorting.follow(at=AT, finder=finder) == 1
    assert topics() == [{first.pk, second.pk}]


@pytest.mark.django_db
def test_what_failed_keeps_nobody_else_waiting(home):
    finder = started()
    tell(home, BRIDGE[0])
    sorting.follow(at=AT, finder=finder)
    tell(home, BRIDGE[1], ALLOWANCE)
    with broken_for("topics_member"), pytest.raises(OperationalError):
        sorting.follow(at=AT, finder=finder)
    assert len(finder.read) == len(OTHERS) + 2


@pytest.mark.django_db
def test_a_request_that_becomes_visible_late_is_not_missed(home):
    """Its number is lower than those that were read: its transaction took longer."""
    finder = started()
    [first] = tell(home, BRIDGE[0])
    sorting.follow(at=AT, finder=finder)
    late, _young = tell(home, BRIDGE[1], ALLOWANCE)
    late.erased_at = AT
    late.save()
    assert sorting.follow(at=AT, finder=finder) == 0
    late.erased_at = None
    late.save()
    assert sorting.follow(at=AT, finder=finder) == 1
    assert topics() == [{first.pk, late.pk}]


@pytest.mark.django_db
def test_a_process_that_starts_sorts_what_nobody_has_and_leaves_the_rest(home):
    first, second = tell(home, *BRIDGE[:2])
    sorting.refresh(at=AT, finder=Finder())
    [topic] = Topic.objects.all()
    # As somebody, or another night, has sorted it.
    Topic.objects.filter(pk=topic.pk).update(found_at=AT - sorting.WINDOW)
    [third] = tell(home, BRIDGE[2])
    assert sorting.follow(at=AT, finder=Finder()) == 1
    assert topics() == [{first.pk, second.pk, third.pk}]
    assert Topic.objects.get().found_at == AT - sorting.WINDOW


@pytest.mark.django_db
def test_the_second_process_finds_all_of_it_sorted(home):
    one, other = started(), started()
    tell(home, *BRIDGE)
    assert sorting.follow(at=AT, finder=one) == 2
    assert sorting.follow(at=AT, finder=other) == 0
    assert len(topics()) == 1


@pytest.mark.django_db
def test_no_process_lives_on_an_old_reading(home):
    finder = Finder()
    tell(home, ALLOWANCE)
    sorting.follow(at=AT, finder=finder)
    reader = finder.reader
    sorting.follow(at=AT + sorting.GOOD_FOR, finder=finder)
    assert finder.reader is reader
    sorting.follow(at=AT + 2 * sorting.GOOD_FOR, finder=finder)
    assert finder.reader is not reader


@pytest.mark.django_db
def test_a_night_takes_nothing_away_that_joined_while_it_read(home):
    told = tell(home, *BRIDGE[:2])
    reader = sorting._read(AT, sorting.MOST)
    read = {int(one.key) for one in reader.messages}
    [third] = tell(home, BRIDGE[2])
    sorting.follow(at=AT, finder=Finder())
    sorting._save(reader.topics(), read, AT)
    assert topics() == [{third.pk, *(case.pk for case in told)}]


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_one_topic_of_one_matter(home):
    """The second one comes while the first is about to make the topic."""
    finders = [started(), started()]
    tell(home, BRIDGE[0])
    for finder in finders:
        sorting.follow(at=AT, finder=finder)
    tell(home, BRIDGE[1])

    def other_process():
        try:
            sorting.follow(at=AT, finder=finders[1])
        finally:
            connection.close()

    other = threading.Thread(target=other_process)

    def meanwhile(execute, sql, parameters, many, context):
        if sql.startswith('INSERT INTO "topics_topic"') and not other.is_alive():
            other.start()
            other.join(0.3)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(meanwhile):
        assert sorting.follow(at=AT, finder=finders[0]) == 1
    other.join()
    assert len(topics()) == 1
    assert Member.objects.count() == 2
