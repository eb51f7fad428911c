"""`linli triage use NUMBER`: which of the models laid down answers; the way back."""

import argparse
import sys

from linli.config.triage.folder import model_folder
from linli.insight.triage.learned import comparing, store

HELP = "Let another of the models answer: the way back, or a new one that was held."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int)


def run(chosen: argparse.Namespace) -> None:
    folder = model_folder()
    former = store.current(folder)
    now = store.report(folder, chosen.number)
    before = store.report(folder, former) if former and former != chosen.number else None
    store.use(folder, chosen.number)
    lines = [*comparing.lines(now, before), f"已启用第{chosen.number}号模型。"]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
