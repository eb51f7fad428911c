"""Two set-ups of one checkout do not run at once, and one that died does not stop the next."""

import shutil
import subprocess
from pathlib import Path

import pytest

ALONE = Path(__file__).resolve().parents[2] / "tools/alone.sh"
# Fails where another one is at work.
WORK = ["sh", "-c", "mkdir busy && sleep 0.3 && rmdir busy && echo done >>log"]
NEEDED = ("sh", "mkdir", "rmdir", "rm", "cat", "sleep")
GONE = 2**22 + 1  # above the highest process number of Linux


@pytest.fixture(params=["with flock", "without flock"])
def path(request, tmp_path):
    """What the script finds on its path; None: what this machine has."""
    if request.param == "with flock":
        return None
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(str(shutil.which(name)))
    return str(folder)


def start(path, tmp_path, command):
    return subprocess.Popen([ALONE, *command], cwd=tmp_path, env=path and {"PATH": path})


def test_one_after_the_other(path, tmp_path):
    running = [start(path, tmp_path, WORK) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert (tmp_path / "log").read_text() == "done\n" * 3


def test_a_failure_is_told_and_lets_go(path, tmp_path):
    assert start(path, tmp_path, ["sh", "-c", "exit 7"]).wait(60) == 7
    assert start(path, tmp_path, WORK).wait(60) == 0


def test_a_lock_left_behind_is_taken_over(path, tmp_path):
    lock = tmp_path / ".setup-lock"
    lock.mkdir()
    (lock / "pid").write_text(f"{GONE}\n")
    assert start(path, tmp_path, WORK).wait(60) == 0
