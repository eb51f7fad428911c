import argparse
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.config import triage


class Command(BaseCommand):
    help = "Learn from labelled messages, and read new ones: category, urgency, places."

    def add_arguments(self, parser: CommandParser) -> None:
        triage.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            triage.deed(options["deed"]).run(argparse.Namespace(**options))
        except triage.REFUSALS as error:
            raise CommandError(str(error)) from error
