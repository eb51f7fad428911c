from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.config import sheet_inspection
from linli.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Say what a blank table (xlsx, xls, ods, csv) asks for, field by field, with reasons."

    def add_arguments(self, parser: CommandParser) -> None:
        sheet_inspection.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(
                sheet_inspection.report(
                    options["file"], options["min_confidence"], as_json=options["json"]
                ),
                ending="",
            )
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
