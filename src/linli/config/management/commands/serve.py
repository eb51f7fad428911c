import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser, call_command

from linli.foundation.accounts.models import User

GRACE_SECONDS = 20
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "Start the web server and a background worker; stops both on Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--demo", action="store_true", help="demonstration data when empty")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("prepare", stdout=self.stdout)
        made = options["demo"] and not User.objects.exists()
        if made:
            call_command("demo", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
        address = f"{options['host']}:{options['port']}"
        web = [
            *(sys.executable, "-m", "gunicorn", "linli.config.wsgi:application"),
            *("--bind", address, "--workers", str(options["workers"])),
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


def end_with_parent() -> None:
    """Let the system end this child when its parent is killed: no port stays taken (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
