"""Tables as they come: whatever stands in them, the readers answer, or refuse in a sentence."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from linli.config.triage import predict, topics, train
from linli.insight.triage import tables
from linli.insight.triage.refusing import Refused
from linli.insight.triage.topics import finding, messages

NAMES = ("row", "text", "label", "内容", "编号", "留言时间", "点赞数", "反对数", "留言用户", "")
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "9" * 5000,
            "²",
            "１２",
            "-1",
            "1e999",
            "\0",
            'a"b',
            "\ufeff",
            "0000-00-00",
            "2019-13-45 99:99:99",
            "9999-12-31 23:59:59",
            "0001-01-01",
            "=1/0",
            "#REF!",
            "困" * 2000,
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=5)
HEADS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])


def deeds(file: Path) -> list[Callable[[], object]]:
    """What the commands do with a table."""
    return [
        lambda: [(json.dumps(one), predict.line(one)) for one in predict.answers(file, None)],
        lambda: train.examples(file),
        lambda: [
            topics.as_json(one)
            for one in finding.find(list(messages.from_rows(tables.rows(file))), least=2)
        ],
    ]


def read_all(content: bytes) -> list[object]:
    """What each deed answers; None where it refuses. Anything else that is raised is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table"
        file.write_bytes(content)
        answers: list[object] = []
        refused: list[str] = []
        for deed in deeds(file):
            try:
                answers.append(deed())
            except Refused as refusal:
                answers.append(None)
                refused.append(str(refusal))
        assert all(sentence.endswith("。") for sentence in refused)
        return answers


@given(HEADS, ROWS, ENCODINGS)
def test_no_text_table_breaks_a_reader(
    head: list[str], rows: list[list[str]], encoding: str
) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([head, *rows])
    read_all(written.getvalue().encode(encoding, errors="replace"))


@given(st.binary(max_size=200))
def test_no_other_file_breaks_a_reader(content: bytes) -> None:
    for start in (b"", b"text\n", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0"):
        read_all(start + content)


def test_a_workbook_with_formulas_and_errors_is_read_as_it_shows() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["row", "text", "label", "点赞数"])
        sheet.write_row(1, 0, [7, 12345, "物业", 3.5])
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, '="楼道"&"起火"', None, "楼道起火")
        sheet.write_boolean(3, 1, True)
        sheet.write_string(4, 0, "9" * 5000)
        sheet.write_string(4, 1, "楼道起火" * 8000)
        sheet.write_string(4, 3, "9" * 5000)
    told, examples, found = read_all(content.getvalue())
    assert isinstance(told, list)
    rows = [json.loads(one) for one, _line in told]
    assert rows[0]["row"] == 7
    assert rows[1]["urgency"][0]["kind"] == "fire"
    assert rows[3]["row"] == "9" * 5000
    assert isinstance(examples, list)
    assert examples[0].text == "12345"
    assert isinstance(found, list)
    assert len(found) == 1


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b",,,\n1,2,3\n", "只有一句话，没有列名".encode(), b"row,label\n1,2\n"]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    assert [answer or None for answer in read_all(content)] == [None] * 3


def test_an_endless_cell_is_read(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text(f"row,text\n1,{'电梯' * 50_000}\n")
    [answer] = predict.answers(file, None)
    assert answer["row"] == 1


def test_of_columns_of_one_name_the_one_that_holds_something_counts(tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("row,text,text\n1,楼道起火,\n2,,路灯坏了\nPK,电梯坏了,别的\n")
    assert [row["text"] for row in tables.rows(file)] == ["楼道起火", "路灯坏了", "电梯坏了"]
    assert [one["row"] for one in predict.answers(file, None)] == [1, 2, "PK"]


def test_a_text_that_begins_like_an_archive_is_none(tmp_path: Path) -> None:
    file = tmp_path / "pk.csv"
    file.write_text("PKID,text\n1,路灯坏了\n")
    assert [row["text"] for row in tables.rows(file)] == ["路灯坏了"]


def test_rows_are_named_as_they_were() -> None:
    told = ["7", "９", "²", "x", "9" * 5000]
    assert [predict.number(text) for text in told] == [7, "９", "²", "x", "9" * 5000]
