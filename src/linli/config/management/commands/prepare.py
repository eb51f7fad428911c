from typing import Any

from django.core.management import BaseCommand, call_command

from linli.config import presets


class Command(BaseCommand):
    help = "Bring the database up to date and load presets that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        presets.load()
        self.stdout.write("database ready")
