"""Programs of our own that read files from outside, in a process whose death costs nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def run(program: Path, *arguments: str, seconds: int) -> dict[str, Any]:
    """The object that a program prints as JSON; or {"error": code}, where it took too long or died
    without a word, having met its limits or a hostile file."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, paths of our own
            [sys.executable, "-I", str(program), *arguments],
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": "slow"}
    if done.returncode != 0:
        return {"error": "too_big_inside" if done.returncode < 0 else "broken"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
