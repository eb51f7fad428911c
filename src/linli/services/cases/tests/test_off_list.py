"""Tasks outside the community's list of duties: noticed, objected to with the basis, refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.foundation.files.tests import samples
from linli.services.cases import together
from linli.services.cases.actions import life, whistles
from linli.services.cases.choices import Source
from linli.services.cases.models import Appeal, AttachmentStage, Letter, Objection
from linli.services.cases.tests.factories import (
    MORNING,
    make_case,
    make_community,
    make_partner,
    make_user,
)

pytestmark = pytest.mark.django_db
BASIS = "城乡规划法第六十四条、第六十八条"


@pytest.fixture
def home():
    return make_community()


@pytest.fixture
def worker(home):
    return make_user("community-worker", home.community)


@pytest.fixture
def case(home, worker):
    made = make_case(home, text="请社区把楼顶的违建拆除掉", source=Source.HOTLINE)
    life.sign(case=made, by=worker, at=MORNING)
    return made


def desk_of(user):
    desk = Client()
    desk.force_login(user)
    return desk


def test_two_words_of_the_list_speak_for_it_one_does_not(home, case):
    assert together.off_list(case).name == "对违法建设执法拆除"
    assert together.off_list(make_case(home, text="电梯坏了")) is None


def test_what_the_community_assists_with_is_not_handed_down_for_it_to_lead(home, worker):
    text = "请社区入户核查这户低保的收入"
    handed = make_case(home, text=text, source=Source.HOTLINE)
    assert together.off_list(handed).name == "协助社会救助入户调查"
    life.sign(case=handed, by=worker, at=MORNING)
    page = desk_of(worker).get(reverse("cases:case", args=[handed.pk])).text
    assert "由民政部门主责，社区只协助" in page
    assert "社会救助暂行办法第十一条" in page
    # A resident who asks the community itself is helped.
    assert together.off_list(make_case(home, text=text)) is None


def test_the_page_says_so_and_the_objection_comes_with_the_basis(home, case, worker):
    head = make_user("head", home.community)
    desk = desk_of(worker)
    page = desk.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "可能不在社区职责内" in page
    assert BASIS in page
    url = reverse("cases:step", args=[case.pk, "object"])
    form = desk.get(url).context["form"]
    answer = desk.post(
        url,
        {
            "unit": home.office.pk,
            "decider": head.pk,
            "papers": SimpleUploadedFile("移交清单.pdf", samples.pdf_file()),
            **{name: form[name].value() for name in ("reason", "evidence", "duty")},
        },
    )
    assert answer.status_code == 302
    made = Objection.objects.get()
    assert (made.duty.name, made.evidence) == ("对违法建设执法拆除", BASIS)
    paper = case.attachments.get()
    assert (paper.stage, paper.public, paper.file.name) == (
        AttachmentStage.EVIDENCE,
        False,
        "移交清单.pdf",
    )
    assert "移交清单.pdf" in desk.get(reverse("cases:case", args=[case.pk])).content.decode()


def test_the_refusal_letter_names_duty_unit_and_law(case, worker):
    desk = desk_of(worker)
    url = reverse("cases:step", args=[case.pk, "letter"])
    duty = desk.get(url).context["form"]["duty"].value()
    desk.post(url, {"kind": "refusal", "addressee": "区城管委", "duty": duty})
    body = Letter.objects.get().body
    assert "对违法建设执法拆除" in body
    assert "城市管理综合执法部门" in body
    assert BASIS in body


def test_an_appeal_brings_its_papers_to_the_reviewer(case, worker):
    desk = desk_of(worker)
    desk.post(
        reverse("cases:step", args=[case.pk, "appeal"]),
        {
            "reason": "untrue",
            "explanation": "现场没有违建",
            "papers": SimpleUploadedFile("现场.jpg", samples.photo(), "image/jpeg"),
        },
    )
    assert Appeal.objects.get().explanation == "现场没有违建"
    assert case.attachments.get().stage == AttachmentStage.EVIDENCE


def test_both_sides_of_a_whistle_see_how_they_were_rated(home, case, worker):
    firm = make_partner(home.property_firm)
    whistle = whistles.blow(
        case=case, unit=home.property_firm, request="来人", by=worker, at=MORNING
    )
    whistles.respond(whistle=whistle, response="到", by=firm, at=MORNING)
    whistles.finish(whistle=whistle, result="办了", whistler_score=4, by=firm, at=MORNING)
    whistle.refresh_from_db()
    whistles.rate_unit(whistle=whistle, score=5, by=worker, at=MORNING)
    for user in (worker, firm):
        page = desk_of(user).get(reverse("cases:case", args=[case.pk])).content.decode()
        assert "对方评这次吹哨 4 分" in page
        assert "我们评对方响应 5 分" in page
