from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.foundation.audit import public as audit


class Command(BaseCommand):
    help = "audit verify: walk the log's hash chain from its first line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("word", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        while audit.seal():
            pass
        verdict = audit.verify()
        if not verdict.intact:
            raise CommandError(
                f"the log is broken at line {verdict.broken_at}: a line was changed, removed or "
                f"inserted there; the {verdict.sealed} lines before it are sound"
            )
        self.stdout.write(
            f"{verdict.sealed} lines, chain intact, {verdict.unsealed} not sealed yet"
        )
