from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from linli.foundation.accounts import public as accounts
from linli.kernel import crypto, fields


class Command(BaseCommand):
    help = "keys add: a new key for personal data. keys rotate: re-encrypt with the newest key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("word", choices=["add", "rotate"])
        parser.add_argument("--cipher", choices=["aes", "sm4"], default="aes")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["word"] == "add":
            crypto.add_key(settings.DATA_DIR, options["cipher"])
            self.stdout.write("key added; restart, then run: linli keys rotate")
            return
        unreadable = 0
        for progress in fields.rotate_all():
            self.stdout.write(f"{progress.column}: {progress.rewritten} rewritten")
            unreadable += len(progress.unreadable)
        self.stdout.write(f"second factors: {accounts.rotate_second_factors()} rewritten")
        self.stdout.write(f"done, {unreadable} values that no key opens")
