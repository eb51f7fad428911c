from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.config import backups


class Command(BaseCommand):
    help = "Put a backup back. It is read through and compared before anything is touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace what is here")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.restore(options["file"].resolve(), overwrite=options["overwrite"])
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"restored the backup of {manifest['at']}")
