"""Filling a table page by page, without JavaScript."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.insight.sheets.models import Filling
from linli.insight.sheets.states import State
from linli.insight.sheets.tests import factories
from linli.insight.sheets.tests.factories import Scene

pytestmark = pytest.mark.django_db
LIST = "/desk/sheets/"


@pytest.fixture
def scene() -> Scene:
    return factories.make_scene()


@pytest.fixture
def desk(scene: Scene) -> Client:
    return signed_in(scene.worker)


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def put_in(desk: Client, scene: Scene, content: bytes, name: str = "高龄名册.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return desk.post(LIST, {"place": scene.town.community.pk, "file": file})


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(desk: Client, filling: Filling) -> str:
    return text_of(desk.get(f"{LIST}{filling.pk}/"))


def given(filling: Filling, **more: str) -> dict[str, str]:
    """What the browser sends when nobody has changed anything."""
    return {
        "as_of": "2026-03-11",
        "purpose": "报送民政",
        "sheet0-on": "on",
        **people(filling),
        **more,
    }


def people(filling: Filling) -> dict[str, str]:
    low = filling.sheets[0]["people"]["age_from"]
    return {"sheet0-age_from": str(low)} if low else {}


def key_of(filling: Filling, label: str) -> str:
    found: str = next(f["key"] for f in filling.fields if f["path"][-1] == label)
    return found


def test_from_the_blank_to_the_filled_file(desk: Client, scene: Scene) -> None:
    assert "还没有填过表" in text_of(desk.get(LIST))
    response = put_in(desk, scene, factories.roster())
    filling = Filling.objects.get()
    assert response.headers["Location"] == f"{LIST}{filling.pk}/"
    assert "正在读表" in page(desk, filling)

    jobs.run_ready()
    filling.refresh_from_db()
    shown = page(desk, filling)
    assert "3 人 幸福里社区 · 属于本社区的 · 80周岁以上（含）" in shown
    assert "享受津贴档次 I列 没有认出这一栏要填什么" in shown
    assert "填报单位：____________" in shown
    key = key_of(filling, "享受津贴档次")
    asked = {f"how-{key}": "constant", f"what-{key}": "一档", "fill": "1"}
    desk.post(f"{LIST}{filling.pk}/confirm/", given(filling, **asked))
    assert "正在填" in page(desk, filling)

    jobs.run_ready()
    filling.refresh_from_db()
    assert filling.state == State.FILLED
    assert "填好了 3 行" in page(desk, filling)
    back = desk.post(f"{LIST}{filling.pk}/download/")
    assert "%E9%AB%98%E9%BE%84%E5%90%8D%E5%86%8C.xlsx" in back.headers["Content-Disposition"]
    assert b"".join(back.streaming_content).startswith(b"PK")
    assert "80周岁以上高龄老人名册 幸福里社区 已填好 3" in text_of(desk.get(LIST))


def test_conditions_can_be_changed_and_are_counted_anew(desk: Client, scene: Scene) -> None:
    filling = factories.uploaded(scene, factories.roster())
    changed = given(filling, **{"sheet0-age_from": "81", "sheet0-sex": "2"})
    desk.post(f"{LIST}{filling.pk}/confirm/", changed)
    assert "1 人 幸福里社区 · 属于本社区的 · 女 · 81周岁以上（含）" in page(desk, filling)
    desk.post(f"{LIST}{filling.pk}/confirm/", given(filling, **{"sheet0-age_from": "121"}))
    assert "没有人符合这些条件" in page(desk, filling)


def test_the_same_file_goes_on_where_it_was(desk: Client, scene: Scene) -> None:
    content = factories.roster()
    put_in(desk, scene, content)
    response = put_in(desk, scene, content)
    shown = text_of(desk.get(response.headers["Location"]))
    assert "这个文件放进来过，接着上次的做" in shown
    assert Filling.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "这个文件是空的"),
        (b"%PDF-1.7\x00", "这是PDF"),
        (b"PK\x03\x04broken", "文件打不开"),
        ("姓名,电话\n".encode(), "只能填 .xlsx"),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    desk: Client, scene: Scene, content: bytes, words: str
) -> None:
    shown = text_of(put_in(desk, scene, content), 422)
    assert words in shown
    assert "什么都没有填，您的文件没有变" in shown
    assert not Filling.objects.exists()


def test_an_unknown_element_is_told_at_its_field(desk: Client, scene: Scene) -> None:
    filling = factories.uploaded(scene, factories.roster())
    key = key_of(filling, "备注")
    asked = {f"how-{key}": "element", f"what-{key}": "宗教信仰", "fill": "1"}
    shown = text_of(desk.post(f"{LIST}{filling.pk}/confirm/", given(filling, **asked)), 422)
    assert "登记册里没有“宗教信仰”，请从列表里选" in shown
    filling.refresh_from_db()
    assert filling.state == State.CONFIRMING


def test_a_purpose_is_asked_for(desk: Client, scene: Scene) -> None:
    filling = factories.uploaded(scene, factories.roster())
    empty = given(filling, purpose="", fill="1")
    shown = text_of(desk.post(f"{LIST}{filling.pk}/confirm/", empty), 422)
    assert "请写明填了做什么用" in shown


def test_who_sees_less_is_told_who_can_download(scene: Scene) -> None:
    filling = factories.filled(scene, factories.roster())
    seer = factories.worker_at(scene.town.community, "residents.reveal", "residents.sensitive")
    shown = page(signed_in(seer), filling)
    assert "表里有您看不到的内容" in shown
    assert "下载填好的表" not in shown


@pytest.mark.parametrize("state", ["confirming", "filled"])
def test_a_page_asks_the_same_number_of_questions_for_many_fields(
    desk: Client, scene: Scene, state: str
) -> None:
    counts = []
    for heads in (factories.HEADS[:4], factories.HEADS):
        make = factories.uploaded if state == "confirming" else factories.filled
        filling = make(scene, factories.roster(heads, title=f"老人名册{len(heads)}"))
        desk.get(f"{LIST}{filling.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(desk, filling)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_bar_of_a_waiting_page_asks_once_for_how_far_it_is(desk: Client, scene: Scene) -> None:
    put_in(desk, scene, factories.roster())
    filling = Filling.objects.get()
    with CaptureQueriesContext(connection) as asked:
        bar = text_of(desk.get(f"{LIST}{filling.pk}/progress/"))
    assert "正在读表" in bar
    assert sum("jobs_progress" in query["sql"] for query in asked) == 1
