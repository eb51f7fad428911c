"""The container, the texts and the formulas of .xls files, for themselves."""

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.insight.sheets.filling.errors import CannotFill
from linli.insight.sheets.filling.filling import fill
from linli.insight.sheets.filling.plan import Plan, Sheet
from linli.insight.sheets.filling.references import Insertion, RowMap, copy_formula, shift_formula
from linli.insight.sheets.filling.xls import formulas
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.container import Container
from linli.insight.sheets.filling.xls.records import (
    LONGEST,
    Text,
    TextReader,
    TextWriter,
    read_records,
)
from linli.insight.sheets.filling.xls.styles import checksum
from linli.insight.sheets.filling.xls.workbook import Workbook
from linli.insight.sheets.tests.filling.comparing_old import (
    RICH,
    around,
    sheet,
    stream,
    style_differences,
    with_stream,
)
from linli.insight.sheets.tests.filling.test_old_workbook import filled
from linli.kernel.sheet_columns import column_letters


@pytest.mark.parametrize("size", [0, 1, 64, 4095, 4096, 5000, 70_000, 7_200_000])
def test_a_stream_of_any_size_comes_back(size: int) -> None:
    container = Container(RICH)
    number = container.top["WORKBOOK"]
    others = {one: container.read(n) for one, n in container.top.items() if n != number}
    content = bytes(n % 251 for n in range(min(size, 70_000))) * -(-size // 70_000)
    container.write(number, content[:size])
    read = Container(container.save())
    assert read.read(number) == content[:size]
    assert {one: read.read(n) for one, n in read.top.items() if n != number} == others
    assert [entry.raw[:116] for entry in read.entries[: len(container.entries)]] == [
        entry.raw[:116] for entry in container.entries
    ]


TEXTS = st.lists(
    st.builds(
        Text,
        st.one_of(
            st.text(max_size=40),
            st.text("甲乙😀é", min_size=1, max_size=3).map(lambda one: one * 3000),
            st.text("abc", min_size=1, max_size=3).map(lambda one: one * 3000),
        ),
        st.binary(max_size=5).map(lambda one: one * 4),
        st.sampled_from([b"", b"reading", b"long" * 3000]),
    ),
    max_size=12,
)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_texts_come_back_from_their_records(texts: list[Text]) -> None:
    writer = TextWriter(len(texts), texts)
    assert all(len(one.body) <= LONGEST for one in writer.records)
    assert TextReader([one.body for one in writer.records]).texts(len(texts)) == texts
    for (number, at), text in zip(writer.places, texts, strict=True):
        (length,) = struct.unpack_from("<H", writer.records[number].body, at)
        assert length == len(text.words.encode("utf-16-le")) // 2


CORNER = st.tuples(st.integers(1, 60), st.integers(1, 40), st.booleans(), st.booleans())


def written(corner: tuple[int, int, bool, bool]) -> str:
    row, column, fixed_row, fixed_column = corner
    return f"{'$' * fixed_column}{column_letters(column)}{'$' * fixed_row}{row}"


def packed(*corners: tuple[int, int, bool, bool]) -> bytes:
    """The token of a reference: $A$1 has neither mark of what is relative."""
    columns = [
        column - 1 | (not fixed_row) << 15 | (not fixed_column) << 14
        for _, column, fixed_row, fixed_column in corners
    ]
    kind = formulas.REF if len(corners) == 1 else formulas.AREA
    numbers = [*(corner[0] - 1 for corner in corners), *columns]
    return struct.pack(f"<B{len(numbers)}H", kind, *numbers)


AREA = st.tuples(CORNER, CORNER).map(
    lambda two: (
        (min(two[0][0], two[1][0]), min(two[0][1], two[1][1]), *two[0][2:]),
        (max(two[0][0], two[1][0]), max(two[0][1], two[1][1]), *two[1][2:]),
    )
)
INSERTION = st.builds(
    lambda first, height, count, is_last: Insertion(
        first, first + height - (not is_last), first + height, count
    ),
    st.integers(1, 40),
    st.integers(1, 9),
    st.integers(0, 30),
    st.booleans(),
)


@given(AREA, INSERTION, st.booleans())
def test_tokens_move_as_the_words_of_a_formula_do(
    area: tuple, insertion: Insertion, inside: bool
) -> None:
    rows = RowMap([insertion])
    words = f"{written(area[0])}:{written(area[1])}"
    wanted = shift_formula(words, rows, on_sheet=True, sheet="x", inside=inside)
    found = formulas.shifted(packed(*area), rows, lambda number: number is None, inside=inside)
    top, bottom, left, right = struct.unpack_from("<4H", found, 1)
    marks = [(*corner[2:],) for corner in area]
    corners = [
        (row + 1, (column & 0xFF) + 1, *mark)
        for (row, column), mark in zip(((top, left), (bottom, right)), marks, strict=True)
    ]
    assert f"{written(corners[0])}:{written(corners[1])}" == wanted


@given(CORNER, st.integers(0, 500))
def test_tokens_are_copied_as_the_words_of_a_formula_are(corner: tuple, down: int) -> None:
    found = formulas.copied(packed(corner), down)
    row, column = struct.unpack_from("<HH", found, 1)
    assert written((row + 1, (column & 0xFF) + 1, *corner[2:])) == copy_formula(
        written(corner), down, 0
    )
    assert column == struct.unpack_from("<H", packed(corner), 3)[0]


def test_a_shared_formula_is_read_from_where_it_stands() -> None:
    relative = 0xC000
    shared = struct.pack("<BHH", formulas.REF_NEAR, 0xFFFF, relative | 0xFF)  # one up, one left
    assert formulas.unshared(shared, 9, 4) == struct.pack("<BHH", formulas.REF, 8, relative | 3)


def test_a_token_that_is_not_understood_is_not_guessed() -> None:
    with pytest.raises(formulas.NotUnderstood):
        list(formulas.tokens(b"\x18\x01\x00"))
    with pytest.raises(formulas.NotUnderstood):
        list(formulas.tokens(struct.pack("<BH", formulas.AREA, 5)))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_refused_or_filled_but_nothing_else(data: st.DataObject) -> None:
    """No loop, no crash: in the container, or in the records within."""
    damaged = bytearray(data.draw(st.sampled_from([RICH, stream(RICH)])))
    is_stream = len(damaged) == len(stream(RICH))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    content = with_stream(RICH, bytes(damaged)) if is_stream else bytes(damaged)
    with contextlib.suppress(CannotFill):
        filled(6, content)


@pytest.mark.slow
def test_the_sum_of_styles_is_the_one_that_excel_makes(shared_data: Path) -> None:
    checked = 0
    for path in sorted(shared_data.glob("xlsforms/*.xls")):
        blank = path.read_bytes()
        plan = Plan([Sheet(Workbook(blank).parts[0].name, cells={"A1": "=1+1"})])
        for content in (blank, fill(blank, plan).content):
            found = list(read_records(stream(content)))
            styles = [one.body for one in found if one.kind == r.XF]
            for one in found:
                if one.kind == r.XFCRC:
                    count, total = struct.unpack_from("<HI", one.body, 14)
                    assert (count, total) == (len(styles), checksum(b"".join(styles))), path.name
                    checked += 1
    if not checked:
        pytest.skip("no workbooks of Excel here")


@pytest.mark.slow
def test_workbooks_of_many_writers_stay_as_they_are(shared_data: Path) -> None:
    found = sorted(shared_data.glob("xlsforms/*.xls"))
    if not found:
        pytest.skip("no workbooks here")
    for path in found:
        blank = path.read_bytes()
        names = {one.name for one in Workbook(blank).parts if one.sheet}
        content = fill(blank, Plan([Sheet(name) for name in names])).content
        assert around(content) == around(blank), path.name
        for name in names:
            assert not style_differences(blank, content, name), path.name
            one, other = sheet(blank, name), sheet(content, name)
            texts = [
                {
                    (row, column): page.text(cell)
                    for row in page.rows
                    for column, cell in page.cells(row).items()
                }
                for page in (one, other)
            ]
            assert texts[0] == texts[1], path.name
