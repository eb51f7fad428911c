from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from linli.config.demo import build, staff
from linli.foundation.accounts.models import User
from linli.kernel import clock


class Command(BaseCommand):
    help = "Fill an empty database with a demonstration community that does not exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=build.CASES, help="past requests")
        parser.add_argument("--sign-ins", action="store_true", help="only print the sign-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["sign_ins"]:
            call_command("prepare", stdout=self.stdout)
            if User.objects.exists():
                raise CommandError(
                    "there are accounts in this database already; the demonstration only goes "
                    "into an empty one. Nothing was changed."
                )
            build.build(now=clock.now(), say=self.stdout.write, cases=options["cases"])
        if User.objects.filter(username="worker", name=staff.GRID_WORKERS[0]).exists():
            self.stdout.write(f"\n演示账号，密码都是 {staff.PASSWORD}")
            for username, who in staff.SIGN_INS:
                self.stdout.write(f"  {username:<10} {who}")
