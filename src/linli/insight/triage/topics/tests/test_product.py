"""Topics of a site: who sees what of them, one plan for one matter, what arrives joins at once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.audit import public as audit
from linli.insight.triage.topics import actions, queries, sorting
from linli.insight.triage.topics.models import Member, Plan, Topic
from linli.insight.triage.topics.queries import Asked
from linli.insight.triage.topics.sorting import Finder
from linli.insight.triage.topics.web import views
from linli.kernel.errors import NotAllowed, NotFound
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
AT = factories.MORNING
LIFT = (
    "3号楼电梯又坏了，困住了两个人，维保单位一直没来修，老人下不了楼。",
    "3号楼的电梯困人两次，维保单位拖着不修，住高层的老人下不了楼。",
    "电梯坏了没人修，3号楼老人下不了楼，维保单位推来推去，困人好几次。",
)
OTHERS = (
    "楼道里堆了好多纸箱，消防通道都堵了，请来看看。",
    "请问高龄津贴什么时候发，母亲八十岁了还没有收到。",
    "小广场晚上跳舞的音响声音太大，孩子没法写作业。",
    "门口的共享单车乱停，推婴儿车过不去。",
)


@pytest.fixture
def town():
    home = factories.make_community("甲社区")
    home.other = factories.make_community("乙社区", street=home.street)
    for number, text in enumerate(LIFT + OTHERS):
        factories.make_case(home, text=text, phone=f"1380000{number:04d}")
    sorting.refresh(at=AT, finder=Finder())
    return home


@pytest.fixture
def worker(town):
    return factories.make_user("grid-worker", town.community, unit=town.committee)


def lift(user):
    return next(line for line in listed(user) if "电梯" in line.title)


def listed(user):
    return queries.word(queries.listing(user, Asked(), at=AT))


def page(user, client, name, *arguments):
    client.force_login(user)
    return client.get(reverse(f"topics:{name}", args=arguments))


def test_the_people_of_one_matter_are_counted_together(worker):
    line = lift(worker)
    assert (len(line.requests), line.people) == (3, 3)
    assert [one.number for one in queries.by_place(line)] == [3]
    assert [one.number for one in queries.by_month(line)] == [3]


def test_a_topic_is_not_there_for_who_sees_none_of_its_requests(town, worker):
    stranger = factories.make_user("grid-worker", town.other.community, unit=town.other.committee)
    assert queries.listing(stranger, Asked(), at=AT) == []
    with pytest.raises(NotFound):
        queries.get_visible(stranger, lift(worker).topic.pk, at=AT)


def test_what_somebody_may_not_see_is_neither_counted_nor_quoted(town, worker):
    """A street's topic over two communities shows each of them their own requests."""
    secret = "乙社区这边也是电梯坏了，维保单位不来修，3号楼老人下不了楼，我活不下去了。"
    for number in range(2):
        factories.make_case(town.other, text=secret, phone=f"1390000{number:04d}")
    sorting.refresh(at=AT, finder=Finder())
    street = factories.make_user("street", town.street, unit=town.office)
    assert Topic.objects.filter(members__case__community=town.community).distinct().count() >= 1
    for line in listed(worker):
        assert {case.community_id for case in line.requests} == {town.community.pk}
        assert "活不下去" not in line.title
    assert sum(len(one.requests) for one in queries.listing(street, Asked(), at=AT)) >= 5


def test_a_title_is_taken_from_requests_that_warn_of_nothing(town, worker):
    for member in Member.objects.filter(topic=lift(worker).topic).order_by("position")[:1]:
        member.case.alerts = [["threat", "扬言"]]
        member.case.title = "扬言的标题"
        member.case.save()
    assert "扬言" not in lift(worker).title


def test_what_arrives_joins_at_once(town, worker):
    finder = Finder()
    sorting.refresh(at=AT, finder=finder)
    before = lift(worker)
    new = factories.make_case(
        town, text="3号楼电梯又困人了，维保单位不来修，老人下不了楼。", phone="13811112222"
    )
    assert sorting.follow(at=AT, finder=finder) == 1
    after = lift(worker)
    assert after.topic == before.topic
    assert new.pk in {told.pk for told in after.requests}
    assert sorting.follow(at=AT, finder=finder) == 0


def test_a_topic_keeps_its_number_through_a_refresh(worker):
    before = lift(worker).topic
    sorting.refresh(at=AT, finder=Finder())
    assert lift(worker).topic == before


def test_erased_requests_leave_their_topics(town, worker):
    for member in Member.objects.all():
        member.case.erased_at = AT
        member.case.save()
    sorting.refresh(at=AT, finder=Finder())
    assert queries.listing(worker, Asked(), at=AT) == []


def test_filters_narrow(town, worker):
    assert queries.listing(worker, Asked(words="电梯"), at=AT)
    assert queries.listing(worker, Asked(words="没有这回事"), at=AT) == []
    late = AT + dt.timedelta(days=60)
    assert queries.listing(worker, Asked(days=30), at=late) == []
    assert queries.listing(worker, Asked(place=town.other.community), at=AT) == []


def plan(town, worker, client, **told):
    given = {
        "place": town.community.pk,
        "title": "3号楼电梯",
        "measures": "约维保单位周三到场，换曳引机。",
        "until_on": "2099-01-01",
    }
    client.force_login(worker)
    return client.post(
        reverse("topics:make-plan", args=[lift(worker).topic.pk]), given | told, follow=True
    )


def test_one_plan_for_one_matter_is_work_until_it_is_done(town, worker, client, time_machine):
    time_machine.move_to(AT)
    day = (AT + dt.timedelta(days=14)).date()
    assert plan(town, worker, client, until_on=f"{day}").status_code == 200
    made = Plan.objects.get()
    assert (made.work.assignee, made.until_on, made.work.closed_at) == (worker, day, None)
    assert "请刷新" not in page(worker, client, "topic", made.topic_id).content.decode()
    answer = client.post(reverse("topics:close-plan", args=[made.pk]), {"result": "换好了。"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.closed_at is not None
    assert made.work.closed_at == made.closed_at
    assert made.result == "换好了。"


def test_lists_of_work_and_the_log_say_nothing_in_own_words(town, worker, client, time_machine):
    """Who reads them may not see the requests, or be complained of in them."""
    time_machine.move_to(AT)
    lifts = factories.make_category("试点电梯")
    for member in Member.objects.filter(topic=lift(worker).topic):
        member.case.category = lifts
        member.case.save()
    words = "张三家对面301的电梯，电话13800001111"
    plan(town, worker, client, title=words, until_on=f"{AT.date()}")
    made = Plan.objects.get()
    assert made.title == words
    assert made.work.title == "一事一策：试点电梯（3件诉求）"
    assert words in page(worker, client, "plan", made.pk).content.decode()
    own = factories.make_user("head", town.community, unit=town.property_firm)
    for reader in (worker, own):
        client.force_login(reader)
        for name in ("work:today", "work:overview-list"):
            assert "张三" not in client.get(reverse(name)).content.decode()
    client.force_login(worker)
    assert "试点电梯" in client.get(reverse("work:today")).content.decode()
    client.post(reverse("topics:close-plan", args=[made.pk]), {"result": "换好了。"})
    lines = audit.of_subject(made)
    assert {line.action for line in lines} == {"topics.plan", "topics.close_plan"}
    assert not any("张三" in f"{line.subject_name}{line.changes}" for line in lines)


def test_who_is_complained_of_reads_no_plan_about_it(town, worker, client, time_machine):
    time_machine.move_to(AT)
    plan(town, worker, client, until_on=f"{(AT + dt.timedelta(days=14)).date()}")
    made = Plan.objects.get()
    own = factories.make_user("head", town.community, unit=town.property_firm)
    assert page(own, client, "plan", made.pk).status_code == 200
    member = made.topic.members.first()
    member.case.concerns = town.property_firm
    member.case.save()
    assert page(own, client, "plan", made.pk).status_code == 404
    assert page(worker, client, "plan", made.pk).status_code == 200


def test_a_plan_without_words_or_in_the_past_is_refused_in_words(town, worker, client):
    answer = plan(town, worker, client, measures=" ", until_on="2001-01-01")
    assert answer.status_code == 422
    assert "已经过去" in answer.content.decode()
    assert Plan.objects.count() == 0


def test_who_only_looks_makes_no_plan(town, worker):
    hotline = factories.make_user("hotline", town.community)
    with pytest.raises(NotAllowed):
        actions.plan(
            topic=lift(worker).topic,
            place=town.community,
            title="电梯",
            measures="修",
            until_on=AT.date(),
            requests=3,
            by=hotline,
            at=AT,
        )


def test_a_second_plan_at_the_same_place_is_refused(town, worker):
    told = {
        "topic": lift(worker).topic,
        "place": town.community,
        "title": "电梯",
        "measures": "修",
        "until_on": AT.date(),
        "requests": 3,
        "by": worker,
        "at": AT,
    }
    actions.plan(**told)
    with pytest.raises(actions.AlreadyPlanned):
        actions.plan(**told)


def test_pages_show_topics_and_export_them(town, worker, client, time_machine):
    time_machine.move_to(AT)
    assert "电梯" in page(worker, client, "list").content.decode()
    assert "这些诉求" in page(worker, client, "topic", lift(worker).topic.pk).content.decode()
    answer = client.post(reverse("topics:export"), {"purpose": "例会"})
    assert answer["Content-Type"].endswith("sheet")
    assert answer.content[:2] == b"PK"


def test_an_empty_site_says_what_will_be_here(client, time_machine):
    time_machine.move_to(AT)
    home = factories.make_community("甲社区")
    user = factories.make_user("grid-worker", home.community, unit=home.committee)
    assert "还没有热点" in page(user, client, "list").content.decode()


def test_the_list_asks_no_more_queries_for_more_topics(
    town, worker, client, django_assert_max_num_queries
):
    client.force_login(worker)
    with django_assert_max_num_queries(30):
        client.get(reverse("topics:list"))


def test_a_list_reads_the_words_of_the_lines_that_it_shows(
    town, worker, client, monkeypatch, time_machine
):
    """Not those of all requests of all topics; and further lines are on further pages."""
    time_machine.move_to(AT)
    twos = [
        f"{name}的路灯坏了三天没人修，晚上出门看不见路，{name}老人摔了一跤。"
        for name in ("东风巷", "西平巷", "南山巷")
    ]
    for number, text in enumerate([*twos, *twos]):
        factories.make_case(town, text=text, phone=f"1370000{number:04d}")
    sorting.refresh(at=AT, finder=Finder())
    monkeypatch.setattr(views, "LINES", 2)
    client.force_login(worker)
    with CaptureQueriesContext(connection) as first:
        answer = client.get(reverse("topics:list"), {"days": "90"}).content.decode()
    assert answer.count("row-link") == 2
    assert "days=90&amp;page=2" in answer
    reads = [one["sql"] for one in first if '"cases_case"."text"' in one["sql"]]
    assert len(reads) == 1
    assert "SUBSTR" in reads[0].upper()
    rest = client.get(reverse("topics:list"), {"days": "90", "page": "2"}).content.decode()
    assert rest.count("row-link") == Topic.objects.count() - 2
    assert client.get(reverse("topics:list"), {"page": "9" * 5000}).status_code == 200


def test_only_what_has_no_plan_yet(town, worker, client, time_machine):
    time_machine.move_to(AT)
    plan(town, worker, client, until_on=f"{AT.date()}")
    assert "电梯" in page(worker, client, "list").content.decode()
    answer = client.get(reverse("topics:list"), {"plan": "none"})
    assert "没有符合条件的热点" in answer.content.decode()


def test_a_merge_proposes_what_tells_of_the_same_matter_first(town, worker, client):
    [case, *same] = queries.requests(lift(worker), 10)
    client.force_login(worker)
    answer = client.get(reverse("cases:step", args=[case.pk, "merge"])).content.decode()
    lines = [line for line in answer.splitlines() if "像是同一件事" in line]
    assert len(lines) == len(same)
    assert all(one.number in answer for one in same)
