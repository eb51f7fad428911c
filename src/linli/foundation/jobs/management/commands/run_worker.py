"""`linli worker`: run background jobs until told to stop."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.foundation.jobs import worker


class Command(BaseCommand):
    help = (
        "Run background jobs: messages, imports, reminders, the log's sealing. "
        "Run as many as you like; SIGTERM lets the present job finish, a second one does not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--idle",
            type=float,
            default=worker.Pace.idle,
            help="seconds between two looks when there is nothing to do (%(default)s)",
        )
        parser.add_argument(
            "--beat",
            type=float,
            default=worker.Pace.beat,
            help="seconds between two heartbeats (%(default)s)",
        )
        parser.add_argument(
            "--dead-after",
            type=float,
            default=worker.Pace.dead_after,
            help="silence in seconds after which another worker takes over (%(default)s)",
        )

    def handle(self, *, idle: float, beat: float, dead_after: float, **_options: Any) -> None:
        stop = threading.Event()

        def stop_gently(number: int, _frame: object) -> None:
            stop.set()
            signal.signal(number, signal.SIG_DFL)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop_gently)
        worker.run_worker(stop, worker.Pace(idle=idle, beat=beat, dead_after=dead_after))
