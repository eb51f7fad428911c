"""Jobs for the tests. They leave their traces in a file, which no rollback takes back."""

import sys
import time
from pathlib import Path
from typing import Any

from linli.foundation.jobs.backend import job


def trace(path: str, word: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{word}\n")


def traces(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


@job(retries=2, backoff=10)
def fail_twice(path: str) -> str:
    trace(path, "run")
    if len(traces(Path(path))) < 3:
        raise ValueError(f"no luck at {len(traces(Path(path)))}")
    return "done"


@job(retries=1, backoff=10)
def fail_always(path: str, progress_id: str = "") -> None:
    trace(path, "run")
    raise ValueError("never any luck")


@job(unique=True)
def once(path: str) -> None:
    trace(path, "run")


@job()
def note(path: str, word: str) -> None:
    trace(path, word)


@job()
def nothing() -> None:
    pass


@job()
def answer_unfit() -> Any:
    return object()


@job()
def leave() -> None:
    sys.exit(3)


@job()
def work_slowly(path: str, seconds: float) -> None:
    trace(path, "start")
    time.sleep(seconds)
    trace(path, "end")


@job()
def hang_at_first(path: str) -> None:
    trace(path, "start")
    if traces(Path(path)) == ["start"]:
        time.sleep(60)
    trace(path, "end")
