from typing import Any

from django.core.management import BaseCommand

from linli.insight.ahead import counting
from linli.kernel import clock


class Command(BaseCommand):
    help = (
        "Count the requests of every month by place and category, for the months ahead; the "
        "background worker does so by itself each night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = counting.count_all(at=clock.now())
        self.stdout.write(f"{changed} counts changed")
