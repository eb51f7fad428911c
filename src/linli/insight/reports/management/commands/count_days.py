from typing import Any

from django.core.management import BaseCommand, CommandParser

from linli.insight.reports import counting
from linli.kernel import clock


class Command(BaseCommand):
    help = (
        "Count the call-backs of each day that is over, for streets and all above them; the "
        "background worker does so by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="also days that are counted")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            counting.forget()
        total = 0
        while done := counting.count_ahead(at=clock.now()):
            total += done
        self.stdout.write(f"{total} days counted")
