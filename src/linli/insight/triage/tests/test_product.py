"""The helper at the desk: proposes, remembers, learns, and answers only when somebody said so."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.foundation.accounts import public as accounts
from linli.insight.triage import actions, queries
from linli.insight.triage.in_use import IN_USE
from linli.insight.triage.learned.tests.samples import sample
from linli.insight.triage.memory import Memory
from linli.kernel.errors import NotAllowed, NotFound
from linli.services.cases import public as cases
from linli.services.cases.tests import factories

pytestmark = pytest.mark.django_db
AT = factories.MORNING
LABELS = ("物业管理", "教育", "环境卫生", "劳动保障")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.TRIAGE_MODEL = tmp_path / "triage"
    return settings.TRIAGE_MODEL


@pytest.fixture
def home() -> factories.Community:
    return factories.make_community()


@pytest.fixture
def worker(home: factories.Community) -> accounts.User:
    return factories.make_user("community-worker", home.community, unit=home.committee)


@pytest.fixture
def admin(home: factories.Community) -> accounts.User:
    return factories.make_user("admin", home.street.parent)


@pytest.fixture
def categories(home: factories.Community) -> dict[str, Any]:
    return {name: factories.make_category(f"试点{name}") for name in LABELS}


@pytest.fixture
def history(home: factories.Community, categories: dict[str, Any]) -> list[Any]:
    """Requests whose category was chosen, as a hotline hands them over."""
    return [
        factories.make_case(home, text=of.text, category=categories[of.label])
        for of in sample(32, cut=False)
    ]


@pytest.fixture
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that few requests are enough to learn from."""
    monkeypatch.setattr(actions, "LEAST", 30)
    monkeypatch.setattr(actions, "MORE", 10)


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hints(user: accounts.User, text: str) -> str:
    return signed_in(user).post(reverse("cases:hints"), {"text": text}).text


def test_a_correction_is_remembered_at_once(
    home: factories.Community, worker: accounts.User, categories: dict[str, Any]
) -> None:
    text = "文昌路早市的喇叭从五点就开始叫卖，吵得老人睡不着觉"
    assert "和刚归过类的一件相像" not in hints(worker, text)
    factories.make_case(home, text=text, category=categories["环境卫生"])
    said = hints(worker, "文昌路早市喇叭五点开始叫卖，孩子和老人都睡不着觉")
    assert "环境卫生" in said
    assert "和刚归过类的一件相像" in said
    assert factories.make_case(home, text=text + "！").category == categories["环境卫生"]
    assert "环境卫生" not in hints(worker, "请问公交卡在哪里充值，要带什么证件")


def test_what_was_said_lately_is_read_once(history: list[Any], home: factories.Community) -> None:
    memory, text = Memory(), history[0].text
    first = memory.like(text)
    assert first is not None
    with CaptureQueriesContext(connection) as asked:
        assert memory.like(text) == first
    assert len(asked) == 1
    assert '"text"' not in asked[0]["sql"]
    # Edited, erased, told anew, by whichever process: the next look knows.
    other = factories.make_category("试点其他")
    edited = cases.Case.objects.filter(category=history[0].category)
    edited.update(category=other, version=F("version") + 1)
    assert memory.like(text).category == other.full_name
    cases.Case.objects.update(erased_at=AT)
    assert memory.like(text) is None
    factories.make_case(home, text=text, category=history[0].category)
    assert memory.like(text).category == history[0].category.full_name


def test_who_tells_it_is_proposed_unless_written_down(
    home: factories.Community, worker: accounts.User
) -> None:
    text = "楼道灯坏了三天，我叫陈静，电话15400000009"
    said = hints(worker, text)
    assert 'data-accept="name" data-value="陈静"' in said
    assert 'data-accept="phone" data-value="15400000009"' in said
    known = {"text": text, "name": "王芳", "phone": "15400000001"}
    said = signed_in(worker).post(reverse("cases:hints"), known).text
    assert 'data-accept="name"' not in said
    assert 'data-accept="phone"' not in said


def test_what_was_learned_waits_until_somebody_puts_it_to_work(
    history: list[Any], worker: accounts.User, admin: accounts.User, enough: None
) -> None:
    assert actions.learn(at=AT, only_with_more=False) == 1
    assert queries.overview().models[0].in_use is False
    text = "保安不管事，业主停车费又涨了"
    before = hints(worker, text)
    actions.use(number=1, by=admin, at=AT)
    after = hints(worker, text)
    assert "物业管理" in after
    assert "提到“" in after
    assert before != after


def test_it_learns_again_at_night_only_with_more(
    history: list[Any], home: factories.Community, categories: dict[str, Any], enough: None
) -> None:
    assert actions.learn(at=AT, only_with_more=True) == 1
    assert actions.learn(at=AT, only_with_more=True) is None
    for of in sample(12, cut=False, seed=7):
        factories.make_case(home, text=of.text, category=categories[of.label])
    assert actions.learn(at=AT, only_with_more=True) == 2
    assert all(line.better is None for line in queries.overview().models[0].lines)


def test_the_page_tells_what_got_better_and_leads_back(
    history: list[Any], admin: accounts.User, enough: None
) -> None:
    client = signed_in(admin)
    client.post(reverse("triage:learn"))
    actions.learn(at=AT, only_with_more=False)
    actions.learn(at=AT, only_with_more=False)
    for number in (1, 2, 1):
        client.post(reverse("triage:use", args=[number]))
        assert [m.number for m in queries.overview().models if m.in_use] == [number]
    page = client.get(reverse("triage:models")).text
    assert "正在用" in page
    assert "差不多" in page
    assert "物业管理" in page


def test_too_little_is_not_learned_from(admin: accounts.User) -> None:
    answer = signed_in(admin).post(reverse("triage:learn"))
    assert "归过类的诉求还太少" in answer.text
    assert actions.learn(at=AT, only_with_more=False) is None


def test_only_who_keeps_the_catalogue_decides(
    home: factories.Community, worker: accounts.User, admin: accounts.User
) -> None:
    with pytest.raises(NotAllowed):
        actions.use(number=1, by=worker, at=AT)
    with pytest.raises(NotFound):
        actions.use(number=1, by=admin, at=AT)
    client = signed_in(worker)
    assert client.get(reverse("triage:models")).status_code == 403
    assert client.post(reverse("triage:learn")).status_code == 403


def test_a_damaged_model_holds_nobody_up_and_is_told_once(
    history: list[Any],
    worker: accounts.User,
    admin: accounts.User,
    folder: Path,
    enough: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    actions.learn(at=AT, only_with_more=False)
    actions.use(number=1, by=admin, at=AT)
    words = folder / "0001" / "words.json"
    whole = words.read_text()
    words.write_text("{")
    for _ in range(3):
        assert "供暖供气／燃气" in hints(worker, "楼道有煤气味")
    assert [one.levelname for one in caplog.records] == ["ERROR"]
    assert "读不出来" in signed_in(admin).get(reverse("triage:models")).text
    # Mended, as from a backup, it answers again.
    words.write_text(whole)
    assert "物业管理" in hints(worker, "保安不管事，业主停车费又涨了")
    assert "读不出来" not in signed_in(admin).get(reverse("triage:models")).text
    (folder / "0001" / "report.json").unlink()
    assert "不完整" in signed_in(admin).get(reverse("triage:models")).text
    assert actions.learn(at=AT, only_with_more=True) == 2


def test_nothing_is_explained_that_nobody_reads(
    history: list[Any], admin: accounts.User, enough: None
) -> None:
    """A request that comes in gets a category, and no words that spoke for each of them."""
    actions.learn(at=AT, only_with_more=False)
    actions.use(number=1, by=admin, at=AT)
    model = IN_USE.model()
    text = history[0].text
    whole, short, none = (model.classify(text, explained=most) for most in (None, 1, 0))
    assert [one.label for one in whole.proposals] == [one.label for one in none.proposals]
    assert short.proposals[0] == whole.proposals[0]
    assert not any(one.because for one in (*short.proposals[1:], *none.proposals))


def test_what_must_not_wait_stands_on_the_request(
    home: factories.Community, worker: accounts.User
) -> None:
    case = factories.make_case(home, text="儿子长期殴打老人，不给饭吃，求社区管一管")
    page = signed_in(worker).get(reverse("cases:case", args=[case.pk])).text
    assert "家庭暴力" in page
    assert "殴打老人" in page
    assert "反家庭暴力法第十四条" in page
