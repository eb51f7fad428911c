from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connection

from linli.config import presets


class Command(BaseCommand):
    help = "Bring the database up to date and load presets that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if connection.vendor == "postgresql":
            # What a limit counts may be lost with the power: nobody waits for the disk.
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE linli_cache SET UNLOGGED")
        presets.load()
        self.stdout.write("database ready")
