"""Run a command with a PostgreSQL cluster of its own, and take the cluster away afterwards.

    python tools/with_postgres.py [--durable] COMMAND …

The command finds the database in LINLI_DATABASE_URL. Nothing is shared with a PostgreSQL that the
machine may run: the cluster lives in a temporary folder and listens on a socket there, on no port.
Without --durable it trades safety at a power cut for speed, which is right for tests and wrong for
measuring.
"""

import argparse
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
INITDB = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
START_SECONDS = 30
STOP_SECONDS = 15


def server_programs() -> Path:
    """The folder with initdb and postgres, of the newest version; or says what to install."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    sys.exit("PostgreSQL's server programs are missing. On Debian: sudo apt-get install postgresql")


def server_account() -> pwd.struct_passwd | None:
    """The account to run the server as: none for ordinary users; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


@contextlib.contextmanager
def cluster(*, durable: bool = False, keep: Path | None = None) -> Iterator[str]:
    """A running cluster with a database `linli`; gives its LINLI_DATABASE_URL.

    The database is empty and goes with the cluster, unless its folder is told by `keep`.
    """
    programs, account = server_programs(), server_account()
    home = Path(tempfile.mkdtemp(prefix="linli-pg-"))
    data = keep or home / "data"
    as_account: dict[str, object] = {"cwd": home}
    data.mkdir(mode=0o700, exist_ok=True)
    if account:
        for folder in (home, data):
            os.chown(folder, account.pw_uid, account.pw_gid)
        as_account |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    try:
        if is_new := not any(data.iterdir()):
            run_quietly([programs / "initdb", "-D", data, "-U", "linli", *INITDB], **as_account)
        with server(programs, home, data, [] if durable else FAST, as_account):
            if is_new:
                run_quietly([programs / "createdb", "-h", home, "-U", "linli", "linli"])
            yield f"postgresql://linli@/linli?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def server(
    programs: Path, home: Path, data: Path, settings: list[str], as_account: dict[str, object]
) -> Iterator[None]:
    """`postgres` on a socket in `home`, ready for connections, stopped at the end."""
    settings = ["listen_addresses=", f"unix_socket_directories={home}", *settings]
    options = [part for setting in settings for part in ("-c", setting)]
    with (home / "log").open("wb") as log:
        # Its own session: Ctrl-C in the terminal is for the command, which may still be writing.
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            start_new_session=True,
            **as_account,  # type: ignore[call-overload]
        )
    try:
        wait_until_ready(programs, home, process)
        yield
    finally:
        stop(process)


def wait_until_ready(programs: Path, home: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        answer = subprocess.run(
            [programs / "pg_isready", "-q", "-h", home, "-U", "linli"], check=False
        )
        if answer.returncode == 0:
            return
        time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start:\n{(home / 'log').read_text(errors='replace')}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)  # disconnects clients, then a clean shutdown
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_quietly(command: list[object], **options: object) -> None:
    result = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    if result.returncode:
        sys.exit(f"{command[0]} failed:\n{result.stdout}")


def run(command: list[str], url: str) -> int:
    """Run the command to its end, whatever signals come; gives its exit status."""
    child = subprocess.Popen(command, env={**os.environ, "LINLI_DATABASE_URL": url})

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    # The terminal sends SIGINT to the child itself.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    signal.signal(signal.SIGTERM, pass_on)
    return child.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--durable", action="store_true", help="keep fsync on, as in real life")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    if not arguments.command:
        parser.error("which command?")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with cluster(durable=arguments.durable) as url:
            return run(arguments.command, url)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    raise SystemExit(main())
