import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from linli.foundation.accounts.models import User

GRACE_SECONDS = 20
# A server that was killed a moment ago gives its port back within this time.
PORT_SECONDS = 3
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "Start the web server and a background worker; stops both on Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--demo", action="store_true", help="demonstration data when empty")

    def handle(self, *args: Any, **options: Any) -> None:
        check_address(options["host"], options["port"])
        call_command("prepare", stdout=self.stdout)
        made = options["demo"] and not User.objects.exists()
        if made:
            call_command("demo", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
        address = f"{options['host']}:{options['port']}"
        web = [
            *(sys.executable, "-m", "gunicorn", "linli.config.wsgi:application"),
            *("--bind", address, "--workers", str(options["workers"]), *lanes()),
            *("--max-requests", "20000", "--max-requests-jitter", "2000"),
            *(
                "--worker-tmp-dir",
                str(settings.DATA_DIR),
                "--timeout",
                "60",
                "--log-level",
                "warning",
            ),
        ]
        worker = [sys.executable, "-m", "django", "run_worker"]
        self.stdout.write(
            self.style.SUCCESS(f"\n邻里 http://{address}/   工作台 http://{address}/desk/")
        )
        if options["demo"] and not made:
            call_command("demo", "--sign-ins", stdout=self.stdout)
        sys.exit(self.supervise([web, worker]))

    def supervise(self, commands: list[list[str]]) -> int:
        """Run the processes; when one dies it is started again, when told to stop all stop."""
        stopping = False

        def stop(signum: int, frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        # An own process group: Ctrl-C reaches only us, and we stop the children in good order.
        processes = [self.start(command) for command in commands]
        while not stopping:
            for index, process in enumerate(processes):
                if process.poll() is not None and not stopping:
                    self.stderr.write(
                        f"{commands[index][2]} ended ({process.returncode}), restarting"
                    )
                    time.sleep(1)
                    processes[index] = self.start(commands[index])
            time.sleep(0.3)
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        return 0

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - fixed programs, no shell
            command,
            start_new_session=True,
            env=os.environ.copy(),
            preexec_fn=end_with_parent,  # noqa: PLW1509 - there is one thread
        )


def check_address(host: str, port: int) -> None:
    """Raise `CommandError` when no server can listen there; gunicorn would try for ever."""
    give_up_at = time.monotonic() + PORT_SECONDS
    while True:
        try:
            [(family, kind, _protocol, _name, address), *_others] = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                return
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            if taken and time.monotonic() < give_up_at:
                time.sleep(0.2)
                continue
            why = "the port is taken by another program" if taken else str(error)
            raise CommandError(
                f"cannot listen on {host}:{port}: {why}. Choose another port: "
                f"make run PORT={port + 1}, or linli serve --port {port + 1}"
            ) from error


def lanes() -> list[str]:
    """How a web process shares its time. A proxy that holds an upload until it is whole lets one
    request after the other be quickest; without, a slow telephone would keep a process to itself,
    and be cut off after a minute."""
    return [] if settings.BEHIND_PROXY else ["--worker-class", "gthread", "--threads", "4"]


def end_with_parent() -> None:
    """Let the system end this child when its parent is killed: no port stays taken (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
