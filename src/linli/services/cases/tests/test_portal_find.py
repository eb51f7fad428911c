"""Opening an own request: number and code, link, account; and how little a stranger learns."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.services.cases import limits, query_codes
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
FIND = "/r/find/"
WRONG = "编号或查询码不对"


@pytest.fixture
def case():
    return factories.make_case(factories.make_community())


def page_of(case):
    return reverse("requests:progress", args=[case.number])


def try_code(client, number, code, **headers):
    return client.post(FIND, {"number": number, "code": code}, **headers)


def test_number_and_code_open_the_request(client, case):
    answer = try_code(client, case.number, query_codes.code_for(case.pk))
    assert answer.url == page_of(case)
    page = client.get(answer.url)
    assert case.title in page.text
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]


def test_they_are_taken_as_people_copy_them(client, case):
    code = query_codes.code_for(case.pk)
    day, row = case.number.split("-")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for number, typed in [
        (f" {day} - {row} ", code.lower()),
        (f"{day}—{row}", f"{code[:4]} {code[4:]}"),
        (f"{day}{row}", code),
        (case.number.translate(wide), code),
    ]:
        assert try_code(client, number, typed).status_code == 302


def test_a_wrong_number_and_a_wrong_code_sound_the_same(client, case):
    other_day = f"250101-{case.number.split('-')[1]}"
    said = [
        try_code(client, number, code)
        for number, code in [
            (case.number, "AAAAAAAA"),
            (other_day, query_codes.code_for(case.pk)),
            ("260311-999999", "AAAAAAAA"),
            ("nonsense", "AAAAAAAA"),
        ]
    ]
    assert {answer.status_code for answer in said} == {422}
    assert all(answer.text.count(WRONG) == 1 for answer in said)
    assert client.get(page_of(case)).status_code == 302


def test_a_page_not_opened_leads_to_the_form_whether_it_exists_or_not(client, case):
    for number in (case.number, "260311-999999", f"250101-{case.number.split('-')[1]}"):
        answer = client.get(reverse("requests:progress", args=[number]))
        assert answer.url == f"{FIND}?number={number}"
    assert f'value="{case.number}"' in client.get(f"{FIND}?number={case.number}").text


@pytest.mark.parametrize("deed", ["supplement", "rate", "reopen", "withdraw"])
def test_nothing_can_be_done_to_a_request_not_opened(client, case, deed):
    answer = client.post(reverse(f"requests:{deed}", args=[case.number]), {"text": "x"})
    assert answer.url == f"{FIND}?number={case.number}"
    assert case.timeline.count() == 1


def test_wrong_codes_are_limited_for_one_number_from_one_place(client, case):
    for _ in range(limits.WRONG_CODES_HERE.times):
        assert try_code(client, case.number, "AAAAAAAA").status_code == 422
    locked = try_code(client, case.number, query_codes.code_for(case.pk))
    assert locked.status_code == 429
    assert "请过一刻钟再试" in locked.text
    # A stranger elsewhere cannot keep the owner out.
    elsewhere = try_code(
        Client(), case.number, query_codes.code_for(case.pk), REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 302


def test_wrong_codes_are_limited_over_many_numbers_too(client):
    for n in range(limits.WRONG_CODES_FROM.times):
        assert try_code(client, f"260311-{n:06d}", "AAAAAAAA").status_code == 422
    assert try_code(client, "260311-500000", "AAAAAAAA").status_code == 429


def test_right_codes_use_up_no_tries(client, case):
    for _ in range(limits.WRONG_CODES_HERE.times + 1):
        answer = try_code(client, case.number, query_codes.code_for(case.pk))
        assert answer.status_code == 302


def test_the_signed_link_opens_and_leaves_the_address_bar(client, case):
    answer = client.get(reverse("requests:link", args=[query_codes.link_token(case.pk)]))
    assert answer.url == page_of(case)
    assert case.title in client.get(answer.url).text


def test_a_tampered_link_opens_nothing(client, case):
    token = query_codes.link_token(case.pk)
    foreign = f"{case.pk + 1}:{token.split(':')[1]}"
    for forged in (foreign, token[:-1], f"{token}x", str(case.pk), "x:y", "🙂"):
        for name in ("link", "done"):
            answer = client.get(reverse(f"requests:{name}", args=[forged]))
            assert answer.url == FIND
    assert "链接不完整或已失效" in client.get(FIND).text
    assert client.get(page_of(case)).status_code == 302


def test_a_resident_opens_the_own_ones_and_no_others():
    home = factories.make_community()
    own_user = factories.make_user(kind=accounts.UserKind.RESIDENT)
    other_user = factories.make_user(kind=accounts.UserKind.RESIDENT)
    case = factories.make_case(home, account=own_user)
    own, other = Client(), Client()
    own.force_login(own_user)
    other.force_login(other_user)
    assert own.get(page_of(case)).status_code == 200
    assert other.get(page_of(case)).status_code == 302
    assert case.number in own.get("/r/mine/").text
    assert case.number not in other.get("/r/mine/").text
    assert "还没有反映过什么" in other.get("/r/mine/").text


def test_a_worker_has_no_way_in_through_the_residents_page(client):
    home = factories.make_community()
    case = factories.make_case(home)
    client.force_login(factories.make_user("head", home.community))
    assert client.get(page_of(case)).status_code == 302


def test_the_own_list_asks_to_sign_in(client):
    assert client.get("/r/mine/").url.startswith("/account/login/")


def test_leaving_closes_what_was_open(client, case):
    try_code(client, case.number, query_codes.code_for(case.pk))
    assert client.get(page_of(case)).status_code == 200
    client.post("/r/leave/")
    assert client.get(page_of(case)).status_code == 302


def test_the_own_list_needs_the_same_queries_for_one_and_three(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    home = factories.make_community()
    user = factories.make_user(kind=accounts.UserKind.RESIDENT)
    client.force_login(user)
    factories.make_case(home, account=user)
    client.get("/r/mine/")
    with django_assert_max_num_queries(20) as counted:
        client.get("/r/mine/")
    needed = len(counted)
    for _ in range(2):
        factories.make_case(home, account=user)
    with django_assert_num_queries(needed):
        client.get("/r/mine/")
