"""`linli sheets inspect`: files of all kinds, good and bad."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from linli.config import cli, sheet_inspection
from linli.shared.imports.public import UnreadableFile
from linli.shared.imports.tests import files

ROWS = [["姓名", "身份证号", "家庭住址", "联系人/联系电话"], [None, None, None, None]]


def inspect(folder: Path, content: bytes, name: str = "表.xlsx") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(content)
    return sheet_inspection.inspect(path, 0.65)


def test_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(files.workbook(ROWS))
    assert sheet_inspection.run(["inspect", str(path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    sheet = answer["sheets"][0]
    assert (answer["file"], sheet["sheet"], sheet["kind"]) == ("表.xlsx", "Sheet1", "roster")
    assert (sheet["header_rows"], sheet["first_data_row"]) == ([1, 1], 2)
    assert [field["value_cell_or_column"] for field in sheet["fields"]] == ["A", "B", "C", "D"]
    assert sheet["fields"][2]["element"] == "person.residence_address"


def test_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(files.workbook(ROWS, sheet="高龄老人名册"))
    assert sheet_inspection.run(["inspect", str(path)]) == 0
    said = capsys.readouterr().out
    assert "花名册" in said
    assert '"age_min": 80' in said
    assert "家庭住址  →  现住址" in said


def test_certainty_may_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(files.workbook(ROWS))
    fields = sheet_inspection.inspect(path, 1.01)["sheets"][0]["fields"]
    assert [field["element"] for field in fields] == [None] * 4
    assert fields[0]["candidates"][0]["element"] == "person.name"


def test_the_word_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(files.workbook(ROWS))
    monkeypatch.setattr("sys.argv", ["linli", "sheets", "inspect", str(path), "--json"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "picture"),
        (b"PK\x03\x04 half a file", "broken"),
        (files.old_container("EncryptedPackage"), "password"),
        (files.old_protected(), "password"),
        (files.old_container("Workbook"), "broken"),
        (files.zip_bomb(), "too_big_inside"),
        (files.far_apart(), "too_big_inside"),
        (files.foreign_entity(), "broken"),
        (files.billion_laughs(), "broken"),
        (b"\xff\xff\x81\x20\xff", "encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_is_the_sentence_that_files_to_import_get(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, reason: str
) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    assert sheet_inspection.run(["inspect", str(path), "--json"]) == 1
    said = capsys.readouterr()
    assert said.err == f"{UnreadableFile(reason)}\n"
    assert not said.out


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sheet_inspection.run(["inspect", str(tmp_path / "none.xlsx")]) == 1
    assert "none.xlsx" in capsys.readouterr().err


TRANSITIONAL = b"http://schemas.openxmlformats.org/"
STRICT = {
    b"%sspreadsheetml/2006/main" % TRANSITIONAL: b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"%sofficeDocument/2006/relationships"
    % TRANSITIONAL: b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(book: bytes) -> bytes:
    """As Excel saves a “Strict Open XML” workbook: the same, by other names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            for name, other in STRICT.items():
                content = content.replace(name, other)
            new.writestr(item, content)
    return out.getvalue()


@pytest.mark.parametrize("saved", [bytes, strict])
def test_what_is_hidden_is_not_read_out(tmp_path: Path, saved: Callable[[bytes], bytes]) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("名册")
        page.write_row(0, 0, ["姓名", "性别", "张三的电话", "备注"])
        page.set_column(2, 2, None, None, {"hidden": True})
        other = book.add_worksheet("别人的资料")
        other.write_row(0, 0, ["李四", "13800000000"])
        other.hide()
    answer = inspect(tmp_path, saved(out.getvalue()))
    assert "姓名" in json.dumps(answer, ensure_ascii=False)
    assert "张三" not in json.dumps(answer, ensure_ascii=False)
    assert "李四" not in json.dumps(answer, ensure_ascii=False)
    assert answer["sheets"][1]["hidden"] is True


def test_a_picture_instead_of_a_header(tmp_path: Path) -> None:
    rows = zlib.compress(b"\x00\xff\xff\xff")
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
            (b"IDAT", rows),
            (b"IEND", b""),
        )
    )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.insert_image(0, 0, "a.png", {"image_data": io.BytesIO(picture)})
    sheet = inspect(tmp_path, out.getvalue())["sheets"][0]
    assert sheet["kind"] == "other"
    assert "图片" in sheet["notice"]


def test_macros_do_not_run_and_do_not_hinder(tmp_path: Path) -> None:
    content = files.with_part(files.workbook(ROWS), "xl/vbaProject.bin", b"program")
    assert inspect(tmp_path, content, "表.xlsm")["sheets"][0]["kind"] == "roster"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_table(tmp_path: Path, encoding: str) -> None:
    content = files.text_table([["姓名", "性别", "民族"]], encoding=encoding)
    sheet = inspect(tmp_path, content, "表.csv")["sheets"][0]
    assert [field["element"] for field in sheet["fields"]] == [
        "person.name",
        "person.sex",
        "person.ethnicity",
    ]


def test_sixty_columns_and_lists_of_codes(tmp_path: Path) -> None:
    header = ["姓名", *(f"第{number}项情况" for number in range(1, 60))]
    codes = [["民族代码", "民族"], *([f"{number:02}", f"某族{number}"] for number in range(1, 30))]
    answer = inspect(tmp_path, files.workbook_of({"名册": [header], "字典": codes}))
    assert [sheet["kind"] for sheet in answer["sheets"]] == ["roster", "other"]
    assert len(answer["sheets"][0]["fields"]) == 60


def test_a_list_of_values_tells_what_the_label_does_not(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("名册")
        page.write_row(0, 0, ["姓名", "项目一", "项目二", "项目三"])
        page.data_validation(1, 1, 50, 1, {"validate": "list", "source": ["男", "女"]})
        page.data_validation(1, 2, 50, 2, {"validate": "list", "source": "=值!$A$1:$A$4"})
        page.data_validation(1, 3, 50, 3, {"validate": "list", "source": ["是", "否"]})
        values = book.add_worksheet("值")
        values.write_column(0, 0, ["01-未婚", "02-已婚", "03-离婚", "04-丧偶"])
    fields = inspect(tmp_path, out.getvalue())["sheets"][0]["fields"]
    assert [field["element"] for field in fields] == [
        "person.name",
        "person.sex",
        "person.marital_status",
        None,
    ]
