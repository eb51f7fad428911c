"""The process that measures one database: fills it when it is empty, then takes each figure.

python -m benchmark.site --rows 1000000 --answer FILE      (started by bench.py)
"""

import argparse
import dataclasses
import importlib
import json
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from benchmark.figures import Figure
from linli.kernel import clock


def prepare(rows: int) -> None:
    """A site as `linli serve` leaves it, with the rows in it."""
    fill = importlib.import_module("benchmark.fill")
    call_command("prepare", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not fill.is_filled():
        fill.fill(rows, at=clock.now(), say=say)


def say(words: str) -> None:
    print(f"  {words}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--answer", type=Path, required=True)
    arguments = parser.parse_args()
    django.setup()
    say(f"{connection.vendor}, {arguments.rows:,} rows")
    prepare(arguments.rows)
    figures: dict[str, Callable[[argparse.Namespace], Figure]] = {}
    for module in ("pages", "works", "load"):  # they import models: not before the set-up
        figures |= importlib.import_module(f"benchmark.{module}").FIGURES
    results = []
    for name in arguments.only or figures:
        figure = figures[name](arguments)
        row = {"name": name, "database": connection.vendor, "rows": arguments.rows}
        results.append(row | dataclasses.asdict(figure))
        say(f"{name:24} {figure}")
    arguments.answer.write_text(json.dumps(results))


if __name__ == "__main__":
    main()
