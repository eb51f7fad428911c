import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from linli.config import presets
from linli.foundation.accounts import public as accounts
from linli.foundation.places import public as places
from linli.kernel import clock


class Command(BaseCommand):
    help = "Open the account of the site's administrator, with all rights at the topmost place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="系统管理员")
        parser.add_argument(
            "--place", default="本市", help="name of the topmost place, made if new"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("password: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        presets.load()
        at = clock.now()
        top = places.Place.objects.filter(parent=None).first() or places.add(
            kind=places.Kind.CITY, name=options["place"], parent=None, by=None, at=at
        )
        user = accounts.open_account(
            username=options["username"],
            name=options["name"],
            password=password,
            kind=accounts.UserKind.STAFF,
            by=None,
            at=at,
            first_password=False,
        )
        accounts.assign(
            user=user,
            role=accounts.Role.objects.get(code="admin"),
            place=top,
            starts_on=clock.local_date(at),
            by=None,
            at=at,
        )
        self.stdout.write(f"{user} may sign in and has all rights at {top}")
