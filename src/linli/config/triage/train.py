"""`linli triage train FILE`: a new model from labelled messages, and what it is worth."""

import argparse
import sys
import time
from pathlib import Path

from linli.config.triage.folder import model_folder
from linli.insight.triage import tables
from linli.insight.triage.learned import comparing, store, training

HELP = "Learn categories from a table (csv, xlsx) with the columns row, text and label."
TEXT = ("text", "segmented_text", "raw_text", "内容", "留言详情", "主要内容", "诉求内容")
LABEL = ("label", "类别", "分类", "一级标签", "一级分类", "事项")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--hold", action="store_true", help="lay the new model down, but let the former answer"
    )


def run(chosen: argparse.Namespace) -> None:
    begun = time.monotonic()
    folder = model_folder()
    model, worth = training.learn(examples(chosen.file))
    former = store.current(folder)
    before = store.report(folder, former) if former else None
    number = store.save(folder, model, worth.plain())
    if not chosen.hold:
        store.use(folder, number)
    lines = comparing.lines(worth.plain(), before)
    lines.append(f"用时{time.monotonic() - begun:.0f}秒，存为第{number}号模型：{folder}")
    lines.append(f"先不启用，启用请运行：linli triage use {number}" if chosen.hold else "已启用。")
    if former and not chosen.hold:
        lines.append(f"想换回原来的：linli triage use {former}")
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def examples(file: Path) -> list[training.Example]:
    found = []
    for row in tables.rows(file):
        label = tables.column(row, LABEL)
        if label is None or tables.column(row, TEXT) is None:
            raise tables.NoTable(f"{file}: 需要有 text（内容）和 label（类别）两列。")
        found.append(training.Example(tables.first(row, TEXT), row[label].strip()))
    return found
