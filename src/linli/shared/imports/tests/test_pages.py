"""An import as a worker does it, page by page; without JavaScript."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.foundation.accounts import public as accounts
from linli.foundation.jobs import public as jobs
from linli.foundation.places import public as places
from linli.shared.imports import tasks
from linli.shared.imports.models import Run
from linli.shared.imports.states import State
from linli.shared.imports.tests import factories, files
from linli.shared.imports.tests.factories import BAD, GOOD, HEAD, MORNING, Town

pytestmark = pytest.mark.django_db
NEW = "/desk/imports/new/places/"


@pytest.fixture
def town() -> Town:
    return factories.make_town()


@pytest.fixture
def keeper(town: Town) -> accounts.User:
    return factories.place_keeper(town.community)


@pytest.fixture
def desk(keeper: accounts.User) -> Client:
    return signed_in(keeper)


def signed_in(user: accounts.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(desk: Client, town: Town, content: bytes, name: str = "住房.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return desk.post(NEW, {"place": town.community.pk, "file": file})


def page(desk: Client, run: Run) -> str:
    return text_of(desk.get(f"/desk/imports/{run.pk}/"))


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_upload_to_undo(desk: Client, town: Town) -> None:
    response = upload(desk, town, files.workbook([["住房表"], HEAD, GOOD, BAD]))
    run = Run.objects.get()
    assert response.headers["Location"] == f"/desk/imports/{run.pk}/"
    assert "正在读取" in page(desk, run)

    jobs.run_ready()
    mapping = page(desk, run)
    assert "文件里的每一列是什么" in mapping
    assert "5号楼" in mapping
    columns = {"column-0": "building", "column-1": "unit", "column-2": "dwelling"}
    given = {"sheet": 0, "header": 2, **columns, "column-3": "grid"}
    desk.post(f"/desk/imports/{run.pk}/columns/", given)
    assert "正在检查" in page(desk, run)

    jobs.run_ready()
    verdict = page(desk, run)
    assert "1 行可以导入，1 行要修改" in verdict
    assert "D4 网格：本社区还没有“第九网格”" in verdict
    assert "只导入正确的 1 行" in verdict
    back = desk.get(f"/desk/imports/{run.pk}/corrections/")
    assert b"".join(back.streaming_content).startswith(b"PK")

    desk.post(f"/desk/imports/{run.pk}/bring-in/")
    assert "正在导入" in page(desk, run)
    jobs.run_ready()
    assert "已导入 1 行" in page(desk, run)
    assert places.subtree(town.community).filter(name="101").exists()

    desk.post(f"/desk/imports/{run.pk}/undo/")
    jobs.run_ready()
    assert "已全部撤销" in page(desk, run)
    assert not places.subtree(town.community).filter(name="101").exists()
    assert "已撤销" in text_of(desk.get("/desk/imports/"))


def test_the_place_is_chosen_where_there_are_several(desk: Client, town: Town) -> None:
    one = desk.get(NEW).context["form"]["place"]
    assert one.value() == town.community.pk
    street = signed_in(factories.place_keeper(town.street))
    several = street.get(NEW).context["form"]["place"]
    assert several.value() is None
    assert "请选择" in str(several)
    file = SimpleUploadedFile("住房.xlsx", files.workbook([HEAD, GOOD]))
    refused = street.post(NEW, {"place": "", "file": file})
    assert "请选导入到哪里" in refused.content.decode()
    assert not Run.objects.exists()


def test_another_sheet_or_header_row_can_be_chosen(desk: Client, town: Town) -> None:
    content = files.workbook_of({"甲": [HEAD, GOOD], "乙": [["说明"], ["楼"], ["7号楼"]]})
    run = factories.uploaded(town.community, [], content=content)
    found = desk.get(f"/desk/imports/{run.pk}/", {"sheet": 1, "header": 1, "shown": 0})
    assert "7号楼" in text_of(found)
    assert 'name="header" value="2"' in found.content.decode()
    found = desk.get(f"/desk/imports/{run.pk}/", {"sheet": 0, "header": 2, "shown": 0})
    assert 'name="header" value="2"' in found.content.decode()


def test_columns_are_questioned_before_rows_are(desk: Client, town: Town) -> None:
    run = factories.uploaded(town.community, [HEAD, GOOD])
    base = {"sheet": 0, "header": 1}
    missing = desk.post(f"/desk/imports/{run.pk}/columns/", {**base, "column-1": "unit"})
    assert missing.status_code == 422
    assert "还没有对应“楼栋”" in missing.content.decode()
    twice = {**base, "column-0": "building", "column-1": "building"}
    response = desk.post(f"/desk/imports/{run.pk}/columns/", twice)
    assert response.status_code == 422
    assert "选成了同一项" in response.content.decode()
    run.refresh_from_db()
    assert run.state == State.MAPPING


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"%PDF-1.4 ...", "PDF"),
        (b"MZ" + b"\x00" * 300, "程序"),
        (files.old_container("EncryptedPackage"), "密码"),
        (files.old_protected(), "密码"),
        (files.zip_bomb(), "展开后太大"),
        (files.nested_bomb(), "请先解压"),
        ("楼栋,单元\n5号楼,\0".encode("gb18030"), "不是表格文件"),
        ("楼栋,单元\n5号楼,1".encode("utf-16-be"), "不是表格文件"),
    ],
    ids=[
        *("empty", "pdf", "program", "password", "password of 2003", "bomb", "bomb in a bomb"),
        *("zero bytes", "UTF-16 without its mark"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(
    desk: Client, town: Town, content: bytes, words: str
) -> None:
    response = upload(desk, town, content)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "什么都没有导入" in response.content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        files.with_sheet_xml(files.workbook([HEAD]), b"<broken"),
        files.foreign_entity(),
        files.billion_laughs(),
    ],
    ids=["broken sheet", "foreign entity", "billion laughs"],
)
def test_a_file_that_turns_out_unreadable_is_told_on_its_page(
    desk: Client, town: Town, content: bytes
) -> None:
    upload(desk, town, content)
    jobs.run_ready()
    assert "打不开" in page(desk, Run.objects.get())


def test_a_file_that_is_too_long_is_not_taken_in(desk: Client) -> None:
    long: dict[str, Any] = {
        "CONTENT_LENGTH": str(200 * 1024 * 1024),
        "wsgi.input": io.BytesIO(b"x" * 3_000_000),
    }
    response = desk.generic("POST", NEW, **long)
    assert long["wsgi.input"].read() == b""
    assert response.status_code == 413
    assert "文件超过50MB" in response.content.decode()
    assert not Run.objects.exists()


def test_the_token_is_asked_for_all_the_same(keeper: accounts.User, town: Town) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(keeper)
    assert upload(careful, town, files.workbook([HEAD, GOOD])).status_code == 403
    assert not Run.objects.exists()


def test_a_macro_workbook_is_read_and_told(desk: Client, town: Town) -> None:
    upload(desk, town, files.with_part(files.workbook([HEAD, GOOD]), "xl/vbaProject.bin", b"x"))
    jobs.run_ready()
    assert "宏没有运行" in page(desk, Run.objects.get())


def test_hostile_text_is_shown_as_text(desk: Client, town: Town) -> None:
    script = "<script>alert(1)</script>"
    name = f"{script}.xlsx".replace("/", "")
    upload(desk, town, files.workbook([[script, *HEAD], ["", *GOOD[:3], script]]), name)
    jobs.run_ready()
    run = Run.objects.get()
    for _ in range(2):
        shown = desk.get(f"/desk/imports/{run.pk}/").content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown
        given = {"sheet": 0, "header": 1, "column-1": "building", "column-4": "grid"}
        desk.post(f"/desk/imports/{run.pk}/columns/", given)
        jobs.run_ready()


def test_the_bar_tells_htmx_when_to_look_again(desk: Client, town: Town) -> None:
    upload(desk, town, files.workbook([HEAD, GOOD]))
    run = Run.objects.get()
    bar = desk.get(f"/desk/imports/{run.pk}/progress/")
    assert "HX-Refresh" not in bar.headers
    assert "every 2s" in bar.content.decode()
    jobs.run_ready()
    assert desk.get(f"/desk/imports/{run.pk}/progress/").headers["HX-Refresh"] == "true"


def test_a_job_that_was_given_up_can_be_started_again(
    desk: Client, keeper: accounts.User, town: Town
) -> None:
    run = factories.checked(town.community, [HEAD, GOOD], by=keeper)
    tasks.bring_in(run=run, by=keeper, at=MORNING)
    run.refresh_from_db()
    jobs.progress.fail(str(run.progress), at=MORNING, message="WorkerLost")
    assert "处理中途断了" in page(desk, run)
    desk.post(f"/desk/imports/{run.pk}/go-on/")
    jobs.run_ready()
    assert "已导入 1 行" in page(desk, run)


def test_stopping_asks_the_job(desk: Client, keeper: accounts.User, town: Town) -> None:
    run = factories.checked(town.community, [HEAD, *factories.many_rows(1200)], by=keeper)
    tasks.bring_in(run=run, by=keeper, at=MORNING)
    desk.post(f"/desk/imports/{run.pk}/stop/")
    jobs.run_ready()
    assert "已停止：做到第 1000 行（共 1200 行），导入了 1000 行" in page(desk, run)
    desk.post(f"/desk/imports/{run.pk}/bring-in/")
    jobs.run_ready()
    assert "已导入 1200 行" in page(desk, run)


def test_a_blank_table_can_be_had(desk: Client) -> None:
    response = desk.get("/desk/imports/new/places/blank.xlsx")
    content = b"".join(response.streaming_content)
    assert files.part(content, "xl/workbook.xml")


class TestForeigners:
    """Somebody of the other community, and somebody without the code."""

    ADDRESSES = (
        "",
        "progress/",
        "columns/",
        "bring-in/",
        "stop/",
        "go-on/",
        "undo/",
        "corrections/",
    )
    READ = ("", "progress/", "corrections/")

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_foreign_run_does_not_exist(self, town: Town, address: str) -> None:
        run = factories.checked(town.community, [HEAD, GOOD])
        stranger = signed_in(factories.place_keeper(town.neighbour))
        ask = stranger.get if address in self.READ else stranger.post
        assert ask(f"/desk/imports/{run.pk}/{address}").status_code == 404
        run.refresh_from_db()
        assert run.state == State.CHECKED

    def test_nothing_of_it_is_listed(self, town: Town) -> None:
        factories.checked(town.community, [HEAD, GOOD])
        stranger = signed_in(factories.place_keeper(town.neighbour))
        assert "住房.xlsx" not in text_of(stranger.get("/desk/imports/"))

    def test_a_foreign_community_cannot_be_chosen(self, town: Town) -> None:
        stranger = signed_in(factories.place_keeper(town.neighbour))
        assert upload(stranger, town, files.workbook([HEAD, GOOD])).status_code == 422
        assert not Run.objects.exists()

    def test_without_the_code_there_is_nothing_to_import(self, town: Town) -> None:
        nobody = signed_in(factories.make_user(town.community))
        assert nobody.get(NEW).status_code == 404
        assert "楼栋和住房" not in text_of(nobody.get("/desk/imports/"))

    def test_residents_have_no_business_here(self, town: Town) -> None:
        resident = factories.make_user(town.community, kind=accounts.UserKind.RESIDENT)
        assert signed_in(resident).get("/desk/imports/").status_code == 403
        assert Client().get("/desk/imports/").status_code == 302
