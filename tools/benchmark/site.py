"""The process that fills one database, or takes each figure on it (started by bench.py).

python -m benchmark.site --rows 1000000
python -m benchmark.site --rows 1000000 --answer FILE
"""

import argparse
import dataclasses
import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from benchmark.figures import Figure


def say(words: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')}  {words}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--answer", type=Path, help="measure, and write the results there")
    arguments = parser.parse_args()
    # As a web process starts.
    importlib.import_module("linli.config.wsgi")
    say(f"{connection.vendor}, {arguments.rows:,} rows")
    if arguments.answer:
        arguments.answer.write_text(json.dumps(measure(arguments)))
        return
    call_command("prepare", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    # What imports models waits for the set-up.
    importlib.import_module("benchmark.fill").fill(arguments.rows, say)


def measure(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """The figures that were asked for, or all."""
    figures: dict[str, Callable[[argparse.Namespace], Figure]] = {}
    for module in ("pages", "works", "census", "load"):
        figures |= importlib.import_module(f"benchmark.{module}").FIGURES
    results = []
    for name in arguments.only or figures:
        figure = figures[name](arguments)
        row = {"name": name, "database": connection.vendor, "rows": arguments.rows}
        results.append(row | dataclasses.asdict(figure))
        say(f"{name:24} {figure}")
    return results


if __name__ == "__main__":
    main()
