"""Every roster of the real forms, with few and with many records: nothing else may change."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from openpyxl.utils import column_index_from_string, get_column_letter

from linli.insight.sheets.filling import extent
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.package import Package
from linli.insight.sheets.filling.plan import Column, Plan, Roster, Sheet
from linli.insight.sheets.filling.workbook import Workbook
from linli.insight.sheets.tests.filling.comparing import changed_parts, differences, open_book


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 40])
def test_real_rosters(shared_data: Path, count: int) -> None:
    folder = shared_data / "forms"
    if not folder.is_dir():
        pytest.skip("no forms here")
    checked = 0
    for form in sorted(folder.glob("forms/*.xlsx")):
        gold = json.loads((folder / "gold" / f"{form.stem}.json").read_text())
        for sheet in gold["sheets"]:
            if sheet["kind"] == "roster" and sheet["first_data_row"]:
                _check(form.read_bytes(), sheet, count, form.name)
                checked += 1
    assert checked >= 20


def _check(blank: bytes, gold: dict, count: int, name: str) -> None:
    sheet, first = gold["sheet"], gold["first_data_row"]
    letters = [field["value_cell_or_column"] for field in gold["fields"]]
    letters = [letter for letter in letters if letter.isalpha()]
    columns = [Column(letter, [f"{letter}值{n}" for n in range(count)]) for letter in letters]
    filled = fill(blank, Plan([Sheet(sheet, [Roster(first, columns)])])).content
    before, after = open_book(blank)[sheet], open_book(filled)[sheet]
    merges = [area for area in before.merged_cells.ranges if area.min_row == first]
    places = {letter: _first_letter(merges, letter) for letter in letters}
    last = extent.last_row(Workbook(Package(blank)).sheet(sheet), Roster(first, columns))
    records = last - first + 1
    assert not differences(
        blank,
        filled,
        written={sheet: {f"{places[one]}{first + n}" for one in letters for n in range(count)}},
        inserted={sheet: (last if records == 1 else last - 1, max(count - records, 0))},
    ), name
    assert changed_parts(blank, filled) <= {f"xl/worksheets/sheet{n}.xml" for n in range(1, 9)}
    for letter in letters:
        read = [after[f"{places[letter]}{first + n}"].value for n in range(count)]
        assert read == [f"{letter}值{n}" for n in range(count)], name
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(filled))
    texts = {str(cell) for row in book.get_sheet_by_name(sheet).iter_rows() for cell in row}
    assert {f"{letter}值{n}" for letter in letters for n in range(count)} <= texts, name


def _first_letter(merges: list, letter: str) -> str:
    number = column_index_from_string(letter)
    inside = [area.min_col for area in merges if area.min_col <= number <= area.max_col]
    return get_column_letter(inside[0] if inside else number)


@pytest.mark.slow
def test_real_single_cells(shared_data: Path) -> None:
    folder = shared_data / "forms"
    if not folder.is_dir():
        pytest.skip("no forms here")
    checked = 0
    for form in sorted(folder.glob("forms/*.xlsx")):
        blank = form.read_bytes()
        gold = json.loads((folder / "gold" / f"{form.stem}.json").read_text())
        sheets = [(sheet["sheet"], _single_cells(sheet)) for sheet in gold["sheets"]]
        plan = Plan([Sheet(name, cells=dict.fromkeys(cells, "值")) for name, cells in sheets])
        done = fill(blank, plan)
        book, filled = open_book(blank), open_book(done.content)
        written: dict[str, set[str]] = {}
        for name, cells in sheets:
            written[name] = {_top_left(book[name], cell) for cell in cells}
            left = {cell for sheet, cell in done.kept if sheet == name}
            places = {_top_left(book[name], cell) for cell in cells if cell not in left}
            assert {filled[name][place].value for place in places} <= {"值"}, form.name
            checked += len(places)
        assert not differences(blank, done.content, written=written), form.name
    assert checked > 200


def _single_cells(sheet: dict) -> list[str]:
    places = [one["value_cell_or_column"] for one in sheet["fields"] if not one.get("inline")]
    return [place for place in places if not place.isalpha()]


def _top_left(sheet: Any, place: str) -> str:
    for area in sheet.merged_cells.ranges:
        if place in area:
            return area.coord.split(":")[0]
    return place
