from typing import Any

from django.core.management import BaseCommand, CommandError

from linli.config import checkup
from linli.kernel import clock


class Command(BaseCommand):
    help = "Check keys, database, worker, calendar and channels; say what to mend."

    def handle(self, *args: Any, **options: Any) -> None:
        ill = 0
        for finding in checkup.examine(clock.now()):
            mark = self.style.SUCCESS("ok  ") if finding.well else self.style.ERROR("MEND")
            self.stdout.write(f"{mark} {finding.subject:<16} {finding.says}")
            if not finding.well:
                ill += 1
                self.stdout.write(f"     {finding.advice}")
        if ill:
            raise CommandError(f"{ill} to mend")
