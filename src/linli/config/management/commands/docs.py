from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.config import generated


class Command(BaseCommand):
    help = "Write what is generated from the code into docs/generated; --check compares only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--folder", type=Path, default=Path("docs/generated"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        pages = generated.pages()
        stale = [
            name
            for name, text in pages.items()
            if not (folder / name).exists() or (folder / name).read_text() != text
        ]
        if options["check"]:
            if stale:
                raise CommandError(f"stale: {', '.join(stale)}; run linli docs")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(pages[name])
        self.stdout.write(f"{len(stale)} of {len(pages)} written")
