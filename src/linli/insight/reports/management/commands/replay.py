import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from linli.insight.reports import queries
from linli.kernel.errors import DomainError
from linli.services.cases import public as cases

HEAD = ["时限预设", "适用件数", "按期", "按期率", "超期中位天数", "依据"]
NOTHING = "—"


class Command(BaseCommand):
    help = (
        "Run answered requests with their true times through the limits of every preset, print "
        "what share each would call on time, and write it to a file (Markdown)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--source", choices=cases.Source.values, help="only from one source")
        parser.add_argument("--first", type=dt.date.fromisoformat, help="received on or after")
        parser.add_argument("--last", type=dt.date.fromisoformat, help="received on or before")
        parser.add_argument("--report", type=Path, default=Path("replay.md"), metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        found = queries.received(
            cases.Case.objects.all(), options["first"], options["last"], options["source"] or ""
        )
        try:
            page = queries.replay(found)
        except DomainError as error:
            raise CommandError(f"{error} (--first, --last, --source)") from error
        if not page.answered:
            raise CommandError("no answered requests to replay; import some first: linli import")
        report = as_markdown(page)
        options["report"].write_text(report, encoding="utf-8")
        self.stdout.write(report)
        self.stdout.write(f"written to {options['report']}")


def as_markdown(page: queries.ReplayPage) -> str:
    """The page 时限对照 as a text file."""
    rows = [
        [
            replay.preset.name + ("（本站在用）" if replay.preset.in_use else ""),
            str(replay.answered),
            str(replay.on_time),
            NOTHING if replay.share is None else f"{replay.share:.1%}",
            NOTHING if replay.median_late_days is None else f"{replay.median_late_days:.1f}",
            replay.preset.source,
        ]
        for replay in page.replays
    ]
    found = (
        f"已答复{page.answered}件，从收到到答复的中位数是{page.median_days:.1f}天；"
        f"还没有答复的{page.waiting}件不计。导入的诉求没有暂停和延期记录，一律不扣减。"
    )
    lines = [
        "# 时限对照",
        "",
        found,
        "",
        *("| " + " | ".join(row) + " |" for row in [HEAD, ["---"] * len(HEAD), *rows]),
    ]
    return "\n".join(lines) + "\n"
