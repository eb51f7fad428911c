"""`linli triage`: learns from a table and reads another, with neither database nor settings."""

import csv
import json
from pathlib import Path

import pytest
import xlsxwriter

from linli.config import triage
from linli.insight.triage.learned.tests.samples import sample


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINLI_TRIAGE_MODEL", str(tmp_path / "model"))
    return tmp_path / "model"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    with path.open("w", newline="", encoding="gb18030") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "text", "label"])
        writer.writerows([at, of.text, of.label] for at, of in enumerate(sample(120, cut=True)))
    return path


def answers(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def test_it_learns_from_a_table_and_reads_a_workbook(
    history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert triage.run(["train", str(history)]) == 0
    assert "已启用" in capsys.readouterr().out
    path = tmp_path / "new.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for at, row in enumerate(
            [("row", "text"), (7, "小区物业的电梯坏了，3号楼有人被困"), (8, "工资和社保都没有")]
        ):
            book.worksheets() or book.add_worksheet()
            book.worksheets()[0].write_row(at, 0, row)
    assert triage.run(["predict", str(path), "--json"]) == 0
    first, second = answers(capsys.readouterr().out)
    assert first["row"] == 7
    assert first["categories"][0]["label"] == "物业管理"
    assert "lift" in {sign["kind"] for sign in first["urgency"] if sign["level"] == "now"}
    assert "3号楼" in first["places"]
    assert second["categories"][0]["label"] == "劳动保障"
    assert second["urgency"] == []
    assert sum(of["p"] for of in second["categories"]) == pytest.approx(1, abs=0.01)


def test_what_cannot_be_told_is_an_answer_too(
    history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    triage.run(["train", str(history)])
    capsys.readouterr()
    odd = ["", "。", "https://example.org/1.jpg", "ok", "长" * 100_000, "Bonjour à tous"]
    path = tmp_path / "odd.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["row", "text"], *([at, text] for at, text in enumerate(odd))])
    assert triage.run(["predict", str(path), "--json"]) == 0
    found = answers(capsys.readouterr().out)
    assert [answer["row"] for answer in found] == list(range(len(odd)))
    assert not any(answer["sure"] for answer in found)
    assert triage.run(["predict", str(path)]) == 0
    assert capsys.readouterr().out.count("说不准") == len(odd)


def test_a_new_model_may_be_held_and_there_is_a_way_back(
    history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    triage.run(["train", str(history)])
    triage.run(["train", str(history), "--hold"])
    assert "linli triage use 2" in capsys.readouterr().out
    assert triage.run(["use", "2"]) == 0
    assert "和原来一样" in capsys.readouterr().out
    assert triage.run(["use", "9"]) == 1
    assert "没有第9号模型" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("row,text\n1,电梯坏了\n", "label"),
        ("row,text,label\n1,电梯坏了,物业\n", "两个类别"),
        ("", "列名"),
    ],
)
def test_what_cannot_be_learned_from_is_told_in_a_sentence(
    tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "history.csv"
    path.write_text(content)
    assert triage.run(["train", str(path)]) == 1
    assert said in capsys.readouterr().err


def test_without_a_model_it_says_what_to_do(
    history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert triage.run(["predict", str(history), "--json"]) == 0
    said = capsys.readouterr()
    assert "linli triage train" in said.err
    assert {len(answer["categories"]) for answer in answers(said.out)} == {0}
    assert triage.run(["predict", str(history)]) == 0
    assert "说不准" in capsys.readouterr().out
