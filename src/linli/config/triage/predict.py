"""`linli triage predict FILE`: what each message is about, as far as it can be told."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linli.config.triage.folder import model_folder
from linli.config.triage.train import TEXT
from linli.insight.triage import tables
from linli.insight.triage.learned import store
from linli.insight.triage.learned.model import Model

HELP = "Read messages of a table (csv, xlsx) with the columns row and text."
ROW = ("row", "编号", "留言编号", "工单编号")
ROUND = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(chosen: argparse.Namespace) -> None:
    model = store.load(model_folder())
    for answer in answers(chosen.file, model):
        told = json.dumps(answer, ensure_ascii=False) if chosen.json else line(answer)
        sys.stdout.write(f"{told}\n")


def answers(file: Path, model: Model) -> Iterator[dict[str, Any]]:
    for at, row in enumerate(tables.rows(file)):
        name = tables.column(row, ROW)
        if tables.column(row, TEXT) is None:
            raise tables.NoTable(f"{file}: 需要有 text（内容）一列。")
        yield {"row": number(row[name]) if name else at, **answer(tables.first(row, TEXT), model)}


def answer(text: str, model: Model) -> dict[str, Any]:
    """What is said of one message."""
    found = model.classify(text)
    return {
        "categories": [
            {"label": of.label, "p": round(of.chance, ROUND), "because": of.because}
            for of in found.proposals
        ],
        "sure": found.sure,
    }


def number(text: str) -> int | str:
    """A row's number as a number, where it is one."""
    return int(text) if text.isascii() and text.isdigit() else text


def line(answer: dict[str, Any]) -> str:
    first = answer["categories"][0]
    if not answer["sure"]:
        return f"{answer['row']}  说不准（最像{first['label']}，{first['p']:.0%}）"
    because = "、".join(first["because"])
    return f"{answer['row']}  {first['label']}  {first['p']:.0%}  {because}"
