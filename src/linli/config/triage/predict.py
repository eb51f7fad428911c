"""`linli triage predict FILE`: what each message is about, as far as it can be told."""

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linli.config.triage.folder import model_folder
from linli.config.triage.train import TEXT
from linli.insight.triage import tables
from linli.insight.triage.learned import store
from linli.insight.triage.learned.model import Answer, Model
from linli.insight.triage.mentions.finding import mentions
from linli.insight.triage.urgency.reading import NOW, signs
from linli.kernel.text import whole_number

HELP = "Read messages of a table (csv, xlsx) with the columns row and text."
ROW = ("row", "编号", "留言编号", "工单编号")
ROUND = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(chosen: argparse.Namespace) -> None:
    folder = model_folder()
    model = store.load(folder) if store.current(folder) is not None else None
    if model is None:
        sys.stderr.write("还没有学习过类别，先只看急不急、在哪里。学习请运行：linli triage train\n")
    for answer in answers(chosen.file, model):
        told = json.dumps(answer, ensure_ascii=False) if chosen.json else line(answer)
        sys.stdout.write(f"{told}\n")


def answers(file: Path, model: Model | None) -> Iterator[dict[str, Any]]:
    for at, row in enumerate(tables.rows(file)):
        name = tables.column(row, ROW)
        if tables.column(row, TEXT) is None:
            raise tables.NoTable(f"{file}: 需要有 text（内容）一列。")
        yield {"row": number(row[name]) if name else at, **answer(tables.first(row, TEXT), model)}


def answer(text: str, model: Model | None) -> dict[str, Any]:
    """What is said of one message; without a model nothing of its category."""
    found = model.classify(text) if model is not None else Answer([], sure=False)
    return {
        "categories": [
            {"label": of.label, "p": round(of.chance, ROUND), "because": of.because}
            for of in found.proposals
        ],
        "sure": found.sure,
        "urgency": [
            {"kind": sign.code, "label": sign.label, "level": sign.level, "words": sign.words}
            for sign in signs(text)
        ],
        **dataclasses.asdict(mentions(text)),
    }


def number(text: str) -> int | str:
    """A row's number as a number, where it is one."""
    found = whole_number(text) if text.isascii() else None
    return text if found is None else found


def line(answer: dict[str, Any]) -> str:
    told = [str(answer["row"])]
    first = next(iter(answer["categories"]), None)
    if first is None:
        told.append("说不准")
    elif answer["sure"]:
        told.append(f"{first['label']} {first['p']:.0%}（{'、'.join(first['because'])}）")
    else:
        told.append(f"说不准（最像{first['label']}，{first['p']:.0%}）")
    told += [
        f"{'急' if sign['level'] == NOW else '看'}：{sign['label']}（{'、'.join(sign['words'])}）"
        for sign in answer["urgency"]
    ]
    if answer["places"]:
        told.append(f"地点：{'、'.join(answer['places'])}")
    return "  ".join(told)
