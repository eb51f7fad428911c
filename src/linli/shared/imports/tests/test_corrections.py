"""The file that goes back: as it came, with one more column."""

import io
import zipfile
from pathlib import PurePath

import pytest

from linli.foundation.places.tests.factories import make_town
from linli.shared.imports.columns import TO_MEND
from linli.shared.imports.corrections import patch
from linli.shared.imports.corrections.build import corrections
from linli.shared.imports.models import Run
from linli.shared.imports.reading.formats import sniff
from linli.shared.imports.reading.reader import extract, rows_of
from linli.shared.imports.tests import factories, files
from linli.shared.imports.tests.factories import BAD, GOOD, HEAD

FAULT = "D3 网格：本社区还没有“第九网格”，请先建网格，或核对名称"


def cells(content: bytes) -> list[list[object]]:
    found = extract(content, sniff(io.BytesIO(content)))
    return [row.cells for row in rows_of(found.rows, 0)]


def back_of(run: Run) -> bytes:
    made = corrections(run)
    assert made.name.startswith(f"{PurePath(run.file_name).stem}（需要修改）.")
    with made.file as file:
        return file.read()


@pytest.mark.django_db
class TestByFormat:
    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
    def test_a_text_table_keeps_encoding_and_delimiter(self, encoding: str) -> None:
        content = files.text_table([HEAD, GOOD, BAD], encoding=encoding, delimiter=";")
        run = factories.checked(make_town().community, [], content=content, file_name="三月.csv")
        back = back_of(run).decode("utf-8-sig" if encoding == "utf-8" else encoding)
        assert back.splitlines()[0] == ";".join([*HEAD, TO_MEND])
        assert back.splitlines()[2] == ";".join([*BAD, FAULT])

    def test_a_workbook_differs_in_one_part_only(self) -> None:
        content = files.workbook([HEAD, GOOD, BAD])
        run = factories.checked(make_town().community, [], content=content)
        back = back_of(run)
        assert cells(back) == [[*HEAD, TO_MEND], GOOD, [*BAD, FAULT]]
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(back)) as new:
            assert old.namelist() == new.namelist()
            changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert changed == ["xl/worksheets/sheet1.xml"]

    def test_a_workbook_with_a_program_comes_back_without_it(self) -> None:
        content = files.with_part(files.workbook([HEAD, BAD]), "xl/vbaProject.bin", b"macro")
        run = factories.checked(make_town().community, [], content=content)
        back = back_of(run)
        assert cells(back)[0] == [*HEAD, TO_MEND]
        with zipfile.ZipFile(io.BytesIO(back)) as new:
            assert "xl/vbaProject.bin" not in new.namelist()

    def test_the_second_round_uses_the_same_column(self) -> None:
        community = make_town().community
        first = factories.checked(community, [HEAD, GOOD, BAD])
        back = back_of(first)
        second = factories.checked(community, [], content=back)
        assert second.columns == first.columns
        assert cells(back_of(second)) == [[*HEAD, TO_MEND], GOOD, [*BAD, FAULT]]


class TestPatch:
    NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

    def patched(self, body: bytes, words: dict[int, str], column: int) -> str:
        xml = b"<worksheet " + self.NAMESPACE + b"><sheetData>" + body + b"</sheetData></worksheet>"
        out = io.BytesIO()
        book = files.with_sheet_xml(files.workbook([["x"]]), xml)
        patch.write(io.BytesIO(book), out, words, column, 0)
        back = files.part(out.getvalue(), "xl/worksheets/sheet1.xml")
        return back.decode().partition("<sheetData>")[2].partition("</sheetData>")[0]

    def cell(self, where: str, words: str) -> str:
        return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'

    def test_a_cell_goes_to_the_end_of_its_row(self) -> None:
        body = b'<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"/></row>'
        assert self.patched(body, {3: "a<b&c"}, 1) == (
            '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"/>'
            + self.cell("B3", "a&lt;b&amp;c")
            + "</row>"
        )

    def test_cells_stay_in_order(self) -> None:
        body = b'<row r="1"><c r="A1"/><c r="C1"/></row>'
        assert self.patched(body, {1: "x"}, 1) == (
            f'<row r="1"><c r="A1"/>{self.cell("B1", "x")}<c r="C1"/></row>'
        )

    @pytest.mark.parametrize("old", [b'<c r="B1"/>', b'<c r="B1" t="s"><v>5</v></c>'])
    def test_an_older_cell_is_replaced_or_removed(self, old: bytes) -> None:
        body = b'<row r="1"><c r="A1"/>' + old + b'<c r="C1"/></row>'
        assert self.patched(body, {1: "x"}, 1) == (
            f'<row r="1"><c r="A1"/>{self.cell("B1", "x")}<c r="C1"/></row>'
        )
        assert self.patched(body, {}, 1) == '<row r="1"><c r="A1"/><c r="C1"/></row>'

    def test_rows_and_cells_may_go_without_numbers(self) -> None:
        body = b"<row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row>"
        assert self.patched(body, {2: "x"}, 1) == (
            f"<row><c><v>1</v></c></row><row><c><v>2</v></c>{self.cell('B2', 'x')}</row>"
        )

    def test_chunks_may_end_anywhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        body = b'<row r="1"><c r="A1"/><c r="B1"><v>5</v></c> <c r="C1"/></row><row r="2"/>'
        whole = self.patched(body, {1: "字"}, 1)
        for size in (1, 2, 3, 7, 20):
            monkeypatch.setattr(patch, "CHUNK", size)
            assert self.patched(body, {1: "字"}, 1) == whole

    def test_tags_may_have_a_prefix(self) -> None:
        xml = (
            b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<x:sheetData><x:row r="1"><x:c r="A1"/></x:row></x:sheetData></x:worksheet>'
        )
        out = io.BytesIO()
        book = files.with_sheet_xml(files.workbook([["x"]]), xml)
        patch.write(io.BytesIO(book), out, {1: "x"}, 1, 0)
        assert cells(out.getvalue()) == [[None, "x"]]
