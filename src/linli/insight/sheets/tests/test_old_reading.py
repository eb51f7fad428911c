"""What an .xls tells beyond its cells, read from its records."""

import struct

from linli.insight.sheets import inspecting
from linli.insight.sheets.filling.xls import records as r
from linli.insight.sheets.filling.xls.records import Record
from linli.insight.sheets.reading import reader
from linli.insight.sheets.tests.filling import blanks
from linli.insight.sheets.tests.filling.comparing_old import RICH, with_records


def hide_the_identity(found: list[Record]) -> list[Record]:
    """Hides column C; in the blank each column has a record of its own or shares one."""
    behind = next(n for n, one in enumerate(found) if one.kind == r.DIMENSION)
    hidden = Record(r.COLINFO, struct.pack("<6H", 2, 2, 5000, 15, 1, 0))
    others = [one for one in found[:behind] if one.kind != r.COLINFO]
    return [*others, hidden, *found[behind:]]


def offer(words: str) -> list[Record]:
    """A rule that offers words for D5 to D8."""
    item = words.replace(",", "\0").encode("utf-16-le")
    formula = struct.pack("<BBB", 0x17, len(item) // 2, 1) + item
    texts = b"\x01\0\0\0" * 4
    body = struct.pack("<I", 3 | 0x80) + texts + struct.pack("<HH", len(formula), 0) + formula
    body += struct.pack("<HHH", 0, 0, 1) + struct.pack("<4H", 4, 7, 3, 3)
    return [Record(r.DV, body)]


def test_hidden_columns_are_not_read_out() -> None:
    assert "身份证号" in str(inspecting.inspect(RICH, "xls"))
    answer = inspecting.inspect(with_records(RICH, hide_the_identity), "xls")
    assert "身份证号" not in str(answer)
    columns = [field["value_cell_or_column"] for field in answer["sheets"][0]["fields"]]
    assert columns[:3] == ["A", "B", "D"]
    assert answer["sheets"][0]["kind"] == "roster"


def test_what_the_form_computes_is_no_answer_yet() -> None:
    for content, kind in ((RICH, "xls"), (blanks.rich_roster(), "xlsx")):
        grid = reader.read(content, kind)[0]
        assert not grid.at(5, 7).text  # =F5*12, counted to 0 where nothing stands
        assert grid.at(11, 1).text == "注：=1 表示有"
        answer = inspecting.inspect_sheet(grid)
        assert (answer["kind"], answer["first_data_row"]) == ("roster", 5)


def test_lists_offer_their_words() -> None:
    blank = with_records(RICH, lambda found: [*found[:-1], *offer("是,否"), found[-1]])
    grid = reader.read(blank, "xls")[0]
    assert grid.choices(10, 9) == ("男", "女")  # kept on another sheet
    assert grid.choices(6, 4) == ("是", "否")
    assert grid.choices(9, 4) == ()


def test_a_picture_is_seen() -> None:
    picture = Record(r.OBJ, struct.pack("<HHHH14x", 0x15, 18, 8, 1))
    blank = with_records(RICH, lambda found: [*found[:-1], picture, found[-1]])
    assert not reader.read(RICH, "xls")[0].pictures
    assert reader.read(blank, "xls")[0].pictures


def test_records_that_are_no_rules_leave_the_cells_readable() -> None:
    broken = [Record(r.DV, b"\x03\0"), Record(r.OBJ, b""), Record(r.COLINFO, b"\1")]
    blank = with_records(RICH, lambda found: [*found[:-1], *broken, found[-1]])
    assert reader.read(blank, "xls")[0].at(3, 2).text == "姓名"
