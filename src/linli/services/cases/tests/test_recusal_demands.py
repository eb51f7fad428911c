"""A resident does not want a certain worker to have the matter; the head decides."""

import pytest
from django.urls import reverse

from linli.kernel.errors import InvalidMove, NotAllowed
from linli.services.cases import query_codes
from linli.services.cases.actions import closing, life, recusals
from linli.services.cases.models import RecusalDemand
from linli.services.cases.queries import visible_to
from linli.services.cases.tests import factories
from linli.services.cases.tests.factories import MORNING
from linli.shared.work import public as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return factories.make_community()


@pytest.fixture
def worker(home):
    return factories.make_user("grid-worker", home.grid, name="李强")


@pytest.fixture
def head(home):
    return factories.make_user("head", home.community, name="周敏")


@pytest.fixture
def case(home, worker):
    made = factories.make_case(home)
    life.sign(case=made, by=worker, at=MORNING)
    return made


def test_the_whole_way_through_the_pages(client, case, worker, head):
    client.get(reverse("requests:link", args=[query_codes.link_token(case.pk)]))
    sent = client.post(
        reverse("requests:recusal", args=[case.number]),
        {"about": "上门的小李", "reason": "他是物业经理的弟弟"},
        follow=True,
    )
    assert "社区负责人会决定" in sent.text
    assert "您要求一名工作人员回避" in sent.text
    twice = client.post(
        reverse("requests:recusal", args=[case.number]), {"about": "小李", "reason": "同上"}
    )
    assert "正在等社区负责人决定" in twice.text

    client.force_login(worker)
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert "居民要求一名工作人员回避" in page
    assert "小李" not in page
    assert "物业经理的弟弟" not in page

    assert case.work in work.mine(head)
    client.force_login(head)
    assert "决定回避要求" in client.get(reverse("work:today")).text
    assert "上门的小李" in client.get(reverse("cases:case", args=[case.pk])).text
    step = reverse("cases:step", args=[case.pk, "decide-recusal"])
    form = client.get(step).text
    assert "上门的小李" in form
    assert "物业经理的弟弟" in form
    told = {"stands_back": worker.pk, "decision": "已换人办理", "seen": 0}
    assert client.post(step, told).status_code == 302

    assert not visible_to(worker).filter(pk=case.pk).exists()
    case.work.refresh_from_db()
    assert case.work.assignee is None
    assert case.work not in work.mine(head)
    client.logout()
    client.get(reverse("requests:link", args=[query_codes.link_token(case.pk)]))
    assert (
        "同意您的回避要求：已换人办理"
        in client.get(reverse("requests:progress", args=[case.number])).text
    )


def test_refused_with_words(case, worker, head):
    made = recusals.demand(case=case, about="小李", reason="不喜欢他", at=MORNING)
    recusals.decide(made=made, user=None, decision="没有利害关系", by=head, at=MORNING)
    assert visible_to(worker).filter(pk=case.pk).exists()
    assert case.timeline.filter(public_text="没有同意您的回避要求：没有利害关系").exists()
    with pytest.raises(InvalidMove):
        recusals.decide(made=made, user=worker, decision="再定", by=head, at=MORNING)
    assert RecusalDemand.objects.get().granted is False


def test_nobody_decides_about_oneself(case, worker, head):
    made = recusals.demand(case=case, about="周书记", reason="她和物业有关系", at=MORNING)
    with pytest.raises(NotAllowed):
        recusals.decide(made=made, user=None, decision="不用", by=worker, at=MORNING)
    with pytest.raises(recusals.OwnRecusal):
        recusals.decide(made=made, user=head, decision="我", by=head, at=MORNING)
    street = factories.make_user("street", case.place.parent.parent.parent.parent.parent)
    recusals.decide(made=made, user=head, decision="由街道办理", by=street, at=MORNING)
    assert not visible_to(head).filter(pk=case.pk).exists()


def test_a_finished_case_has_nobody_to_stand_back(case):
    closing.withdraw(case=case, reason="", at=MORNING)
    with pytest.raises(InvalidMove):
        recusals.demand(case=case, about="小李", reason="他", at=MORNING)
