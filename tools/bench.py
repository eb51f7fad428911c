"""Measure Linli on this machine, at a million requests and residents, on SQLite and PostgreSQL.

    python tools/bench.py [--rows 1000000] [--only desk_list case_page …] [--database sqlite …]

Writes bench.json. The first run fills the databases, which takes about a quarter of an hour for
a million rows; they stay in var/bench-… for the next run. See docs/benchmarks.md.
"""

import argparse
import contextlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import with_postgres

DATABASES = ("sqlite", "postgresql")
SMALL = 10_000
TOOLS = Path(__file__).resolve().parent


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {
        "cores": os.cpu_count(),
        "cpu": cpu_model(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": postgresql_version(),
    }


def cpu_model() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def postgresql_version() -> str:
    """Of the server programs; "" when there are none."""
    try:
        program = with_postgres.server_programs() / "postgres"
    except SystemExit:
        return ""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.split()[2]


@contextlib.contextmanager
def site(database: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a site of its own in `folder`, its database running."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    ours |= {
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "LINLI_DATA_DIR": str(folder.resolve()),
        "PYTHONPATH": os.pathsep.join([str(TOOLS), str(TOOLS.parent / "src")]),
    }
    if database == "sqlite":
        yield ours
        return
    with with_postgres.cluster(durable=True, keep=(folder / "cluster").resolve()) as url:
        yield ours | {"LINLI_DATABASE_URL": url}


def measure(
    database: str, rows: int, arguments: argparse.Namespace, only: list[str]
) -> list[dict[str, Any]]:
    """Results of one database with so many rows, in processes of its own."""
    folder = arguments.folder / f"bench-{database}-{rows}"
    with site(database, folder) as environment, tempfile.NamedTemporaryFile() as answer:
        run(["--rows", rows], environment)
        if arguments.fill:
            return []
        words = ["--rows", rows, "--answer", answer.name, "--rounds", arguments.rounds]
        words += ["--seconds", arguments.seconds, "--only", *only]
        run(words, environment)
        found: list[dict[str, Any]] = json.loads(answer.read())
        return found


def run(words: list[Any], environment: dict[str, str]) -> None:
    """The program in benchmark/site.py, to its end."""
    command = [sys.executable, "-m", "benchmark.site", *(str(word) for word in words)]
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit("The benchmark failed; what went wrong stands above.")


def benchmark(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """All figures, or those asked for, of each database."""
    results: list[dict[str, Any]] = []
    only = [name for name in arguments.only if name != "desk_list_small"]
    for database in arguments.database:
        if only or not arguments.only:
            results += measure(database, arguments.rows, arguments, only)
        if only == arguments.only != []:
            continue
        for row in measure(database, min(SMALL, arguments.rows), arguments, ["desk_list"]):
            results.append(row | {"name": "desk_list_small"})
    return results


def parse(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="requests, and residents")
    parser.add_argument("--database", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these figures only")
    parser.add_argument("--rounds", type=int, default=200, help="calls of each page")
    parser.add_argument("--seconds", type=float, default=20, help="of each load")
    parser.add_argument("--folder", type=Path, default=Path("var"), help="where databases are kept")
    parser.add_argument("--fill", action="store_true", help="fill the databases, measure nothing")
    parser.add_argument("--output", type=Path, default=Path("bench.json"))
    return parser.parse_args(words)


def main() -> None:
    arguments = parse()
    answer = {"machine": machine(), "results": benchmark(arguments)}
    arguments.output.write_text(json.dumps(answer, indent=2) + "\n")
    print(f"{arguments.output} written")


if __name__ == "__main__":
    main()
