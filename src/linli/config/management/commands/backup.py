from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.config import backups


class Command(BaseCommand):
    help = "Write one consistent file with database and uploads while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.write(options["file"].resolve())
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(manifest['digests'])} parts in {options['file']}")
        self.stdout.write("the keys are not in it: keep keys.json and secret_key in another place")
