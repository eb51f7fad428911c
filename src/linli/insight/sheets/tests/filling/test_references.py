"""Formulas and ranges when rows are put in, against other ways to know the answer."""

from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from linli.insight.sheets.filling.references import (
    Insertion,
    RowMap,
    copy_formula,
    shift_areas,
    shift_formula,
)
from linli.kernel.sheet_columns import column_letters

ROW = st.integers(1, 60)
COLUMN = st.integers(1, 40).map(column_letters)
MARK = st.sampled_from(["", "$"])
CELL = st.tuples(MARK, COLUMN, MARK, ROW).map(lambda parts: "".join(map(str, parts)))
AREA = st.tuples(CELL, CELL).map(":".join)
SHEET = st.sampled_from(["", "Sheet1!", "'另 一''张'!"])
OPERAND = st.one_of(
    st.tuples(SHEET, CELL | AREA).map("".join),
    st.sampled_from(['"A1 ""B2"""', "LOG10(5)", "1.5", "A1B", "补助2", "TRUE", "#REF!"]),
)
FORMULA = st.lists(OPERAND, min_size=1, max_size=4).map(lambda parts: f"SUM({','.join(parts)})")


@given(formula=FORMULA, down=st.integers(0, 50), right=st.integers(0, 30))
def test_a_copied_formula_is_what_another_translator_makes_of_it(
    formula: str, down: int, right: int
) -> None:
    target = f"{column_letters(1 + right)}{1 + down}"
    expected = Translator(f"={formula}", origin="A1").translate_formula(target)
    assert "=" + copy_formula(formula, down, right) == expected


@given(row=ROW, after=ROW, count=st.integers(1, 50))
def test_a_reference_follows_its_row(row: int, after: int, count: int) -> None:
    sheet: list[int | None] = list(range(1, 121))
    sheet[after:after] = [None] * count
    rows = RowMap([Insertion(after, after, after, count)])
    expected = sheet.index(row) + 1
    assert rows[row] == expected
    assert shift_formula(f"B{row}", rows, on_sheet=True, sheet="x") == f"B{expected}"
    assert shift_formula(f"$B${row}+1", rows, on_sheet=True, sheet="x") == f"$B${expected}+1"


@given(top=ROW, size=st.integers(0, 20), after=ROW, count=st.integers(1, 50))
def test_a_range_holds_what_it_held_and_what_came_in_between(
    top: int, size: int, after: int, count: int
) -> None:
    sheet: list[int | None] = list(range(1, 121))
    sheet[after:after] = [None] * count
    bottom = top + size
    rows = RowMap([Insertion(after - 3, after, after + 1, count)])
    expected = f"A{sheet.index(top) + 1}:C{sheet.index(bottom) + 1}"
    assert shift_areas(f"A{top}:C{bottom}", rows, extend=True) == expected


@given(formula=FORMULA, rows=st.lists(st.tuples(ROW, st.integers(1, 9)), max_size=3))
def test_rows_put_in_elsewhere_change_nothing(formula: str, rows: list[tuple[int, int]]) -> None:
    shifted = RowMap(Insertion(after, after, after, count) for after, count in rows)
    assert shift_formula(formula, shifted, on_sheet=False, sheet="哪里也不是") == formula


@given(rows=st.lists(st.tuples(ROW, st.integers(1, 9)), max_size=4), top=ROW, bottom=ROW)
def test_several_places_add_up_from_the_lowest_up(
    rows: list[tuple[int, int]], top: int, bottom: int
) -> None:
    together = RowMap(Insertion(after, after, after + 1, count) for after, count in rows)
    area = f"A{min(top, bottom)}:B{max(top, bottom)}"
    one_by_one = area
    for after, count in sorted(rows, reverse=True):
        single = RowMap([Insertion(after, after, after + 1, count)])
        one_by_one = shift_areas(one_by_one, single, extend=True)
    assert shift_areas(area, together, extend=True) == one_by_one


def test_totals_grow_with_the_only_record() -> None:
    rows = RowMap([Insertion(5, 5, 5, 10)])
    assert shift_formula("SUM(E5:E5)", rows, on_sheet=True, sheet="x") == "SUM(E5:E15)"
    assert shift_formula("SUM(B5:D5)", rows, on_sheet=True, sheet="x", inside=True) == "SUM(B5:D5)"
    ranked = shift_formula("RANK(E5,E$5:E$5)", rows, on_sheet=True, sheet="x", inside=True)
    assert ranked == "RANK(E5,E$5:E$15)"


def test_what_only_looks_like_a_reference_stays() -> None:
    rows = RowMap([Insertion(1, 1, 1, 5)])
    for formula in ['"A9"&"B9"', "ATAN2(1,2)", "表1[[#Totals],[A9]]", "[1]Sheet1!A9", "Q9X", "A:A"]:
        assert shift_formula(formula, rows, on_sheet=True, sheet="Sheet1") == formula
    mine = "'Sheet 1'!A9+Sheet1!A9+9:9"
    shifted = shift_formula(mine, rows, on_sheet=True, sheet="Sheet 1")
    assert shifted == "'Sheet 1'!A14+Sheet1!A9+14:14"
